/** A topic in memory, read through the port; offsets may have gaps. */
import type { RawRecord, ReadBatch, ReadSpan, TopicReader } from '@kfw/core';

export interface MessageInMemory {
  readonly partition?: number;
  readonly offset: number;
  readonly timestamp?: number;
  readonly key?: string;
  readonly value?: string | null;
  readonly problem?: Error;
}

export class TopicInMemory {
  /** How many readers are open, and how many there were. */
  open = 0;
  opened = 0;
  readonly spans: (readonly ReadSpan[])[] = [];
  readonly #partitions = new Map<number, { low: number; high: number; records: RawRecord[] }>();

  constructor(
    readonly limits: Readonly<Record<number, readonly [low: number, high: number]>>,
    messages: readonly MessageInMemory[],
    private readonly batchSize = 2,
  ) {
    for (const [partition, [low, high]] of Object.entries(limits)) {
      const records = messages.filter((each) => (each.partition ?? 0) === Number(partition)).map(recordOf);
      this.#partitions.set(Number(partition), { low, high, records });
    }
  }

  reader = (): TopicReader => {
    this.open++;
    this.opened++;
    let isOpen = true;
    const partition = (number: number) => this.#partitions.get(number) ?? { low: 0, high: 0, records: [] };
    const close = async () => {
      if (isOpen) this.open--;
      isOpen = false;
    };
    const topic = this;
    return {
      partitions: async () => [...this.#partitions.keys()],
      offsets: async (partitions) => partitions.map((number) => ({ ...partition(number), partition: number })),
      offsetsAt: async (partitions, timestampMs) =>
        partitions.map((number) => {
          const found = partition(number).records.find(({ timestamp }) => timestamp >= timestampMs);
          return { partition: number, offset: found?.offset };
        }),
      async *read(spans): AsyncGenerator<ReadBatch, undefined> {
        topic.spans.push(spans);
        for (const { partition: number, from, end = Number.POSITIVE_INFINITY } of spans) {
          const { high, records } = partition(number);
          const left = records.filter(({ offset }) => offset >= from && offset < end);
          for (let at = 0; at < left.length; at += topic.batchSize) {
            if (!isOpen) return undefined;
            yield { partition: number, highWatermark: high, records: left.slice(at, at + topic.batchSize) };
          }
        }
        return undefined;
      },
      close,
    };
  };
}

function recordOf({ offset, timestamp = offset, key, value = `v${offset}`, problem }: MessageInMemory): RawRecord {
  return {
    offset,
    timestamp,
    key: key === undefined ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: {},
    sizeBytes: 0,
    problem,
  };
}
