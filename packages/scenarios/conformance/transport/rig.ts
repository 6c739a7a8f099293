/**
 * The tools of each conformance test: a transport, topics and groups of its own, records to send. Everything that
 * a test opens is closed after it.
 */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach } from '@jest/globals';
import type { OutboundRecord, Sink, SinkOptions, Source, SourceOptions, Transport } from '@kfw/core';
import { keepsOldMessages } from '@kfw/test-cluster';
import { type During, RecordingHandlers } from './recording-handlers.js';

export type MakeTransport = () => Transport;

export interface Rig {
  readonly transport: Transport;
  /** A name that no other test uses. */
  name(): string;
  topic(partitions?: number, config?: Readonly<Record<string, string>>): Promise<string>;
  sink(options?: Partial<SinkOptions>): Promise<Sink>;
  /** Sends values to one partition, acknowledged. */
  send(topic: string, partition: number, ...values: string[]): Promise<void>;
  source(group: string, topics: SourceOptions['topics'], options?: Partial<SourceOptions>): Source;
  /** A started member with recording handlers. */
  member(
    group: string,
    topic: string,
    during?: During,
    options?: Partial<SourceOptions>,
  ): Promise<{ source: Source; seen: RecordingHandlers }>;
}

export function record(fields: Partial<OutboundRecord> = {}): OutboundRecord {
  return { key: null, value: Buffer.from('value'), headers: {}, ...fields };
}

const sourceDefaults: Omit<SourceOptions, 'group' | 'topics'> = {
  sessionTimeoutMs: 10_000,
  heartbeatIntervalMs: 200,
  rebalanceTimeoutMs: 10_000,
  fetchMaxWaitMs: 100,
  maxBytesPerPartition: 1_048_576,
  maxBatchBytes: 67_108_864,
  maxBytes: 10_485_760,
  metadataMaxAgeMs: 60_000,
  createTopics: false,
};

const sinkDefaults: SinkOptions = { acks: -1, compression: 'none', idempotent: false, requestTimeoutMs: 10_000 };

/** Call it inside `describe`: it opens a transport before each test and closes everything after it. */
export function useRig(makeTransport: MakeTransport): () => Rig {
  let rig: Rig | undefined;
  let closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    const transport = makeTransport();
    await transport.connect();
    closing = [() => transport.disconnect()];
    rig = createRig(transport, (close) => closing.push(close));
  });

  afterEach(async () => {
    for (const close of closing.toReversed()) await close();
  });

  return () => {
    if (rig === undefined) throw new Error('The rig is there only inside a test.');
    return rig;
  };
}

function createRig(transport: Transport, onClose: (close: () => Promise<void>) => void): Rig {
  const name = () => `conformance-${randomUUID()}`;
  let plainSink: Promise<Sink> | undefined;

  const sink: Rig['sink'] = async (options = {}) => {
    const created = transport.sink({ ...sinkDefaults, ...options });
    await created.connect();
    onClose(() => created.disconnect());
    return created;
  };

  const source: Rig['source'] = (group, topics, options = {}) => {
    const created = transport.source({ ...sourceDefaults, ...options, group, topics });
    onClose(() => created.stop());
    return created;
  };

  return {
    transport,
    name,
    sink,
    source,
    async topic(partitions = 1, config = {}) {
      const topic = name();
      await transport.admin.createTopics([{ topic, partitions, config: { ...keepsOldMessages, ...config } }]);
      // A sink tries nothing again: the first batch must not come before the brokers know that they lead the topic.
      await transport.admin.topicOffsets(topic);
      return topic;
    },
    async send(topic, partition, ...values) {
      plainSink ??= sink();
      const records = values.map((value) => record({ value: Buffer.from(value) }));
      const [result] = await (await plainSink).send([{ topic, partition, records }]);
      if (result?.ok !== true) throw result?.error ?? new Error(`Nothing is known of ${topic}[${partition}].`);
    },
    async member(group, topic, during = {}, options = {}) {
      const seen = new RecordingHandlers(during);
      const created = source(group, [{ topic, startFrom: 'earliest' }], options);
      await created.start(seen);
      return { source: created, seen };
    },
  };
}
