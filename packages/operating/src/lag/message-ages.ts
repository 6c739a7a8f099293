/**
 * The oldest messages that groups have not committed: committed ones first, by the producer's word, and where none is left
 * those of open transactions, which begin where the committed ones end.
 */
import { type ReaderOptions, type Transport, toError } from '@kfw/core';
import { concurrently } from '../concurrently.js';
import { type Oldest, oldestMessages, type PeekOptions, type PeekPosition } from './oldest-messages.js';
import type { TopicProblem } from './topic-ranges.js';

/** A group that is behind. */
export interface Behind {
  readonly topic: string;
  readonly partition: number;
  readonly committed: number;
  /** The high watermark. */
  readonly end: number;
}

export interface MessageAges {
  /** Of what `keyOf` names; without an entry where it is unknown. */
  readonly oldest: ReadonlyMap<string, Oldest>;
  readonly problems: readonly TopicProblem[];
}

/** Each has connections of its own. */
const concurrentReaders = 4;
/** Enough for the first message of most partitions; a larger one comes alone. */
const limits = {
  maxBytesPerPartition: 16_384,
  maxBytes: 1_048_576,
  maxBatchBytes: 67_108_864,
  fetchMaxWaitMs: 100,
  metadataMaxAgeMs: 300_000,
};

export interface MessageAgesOptions extends PeekOptions {
  /** Called with the number of topics that have been read. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export async function messageAges(
  transport: Pick<Transport, 'reader'>,
  behind: readonly Behind[],
  options: MessageAgesOptions,
): Promise<MessageAges> {
  const oldest = new Map<string, Oldest>();
  const problems = new Map<string, TopicProblem>();
  const peeks = peeksOf(behind);
  let done = 0;
  await concurrently(peeks, concurrentReaders, async (peek) => {
    options.signal?.throwIfAborted();
    try {
      for (const [key, found] of await oldestOf(transport, peek, options)) oldest.set(key, found);
    } catch (thrown) {
      problems.set(peek.topic, { topic: peek.topic, error: toError(thrown) });
    }
    options.onProgress?.(++done, peeks.length);
  });
  return { oldest, problems: [...problems.values()] };
}

export function keyOf({ topic, partition, committed }: Omit<Behind, 'end'>): string {
  return `${topic} ${partition} ${committed}`;
}

interface Peek {
  readonly topic: string;
  /** A partition once. */
  readonly behind: readonly Behind[];
}

/** A reader has one position per partition: a topic that groups read at different offsets needs several, one after another. */
function peeksOf(behind: readonly Behind[]): Peek[] {
  return [...Map.groupBy(behind, ({ topic }) => topic)].flatMap(([topic, ofTopic]) => {
    const rounds: Behind[][] = [];
    for (const rows of Map.groupBy(ofTopic, ({ partition }) => partition).values()) {
      const distinct = new Map(rows.map((row) => [row.committed, row]));
      [...distinct.values()].forEach((row, index) => {
        rounds[index] ??= [];
        rounds[index].push(row);
      });
    }
    return rounds.map((round) => ({ topic, behind: round }));
  });
}

async function oldestOf(
  transport: Pick<Transport, 'reader'>,
  { topic, behind }: Peek,
  { timeoutMs, signal }: PeekOptions,
): Promise<Map<string, Oldest>> {
  const readerOptions: ReaderOptions = { topic, ...limits, retryTimeoutMs: timeoutMs };
  const find = (from: readonly PeekPosition[], uncommitted: boolean) =>
    oldestMessages(transport.reader({ ...readerOptions, uncommitted }), from, { timeoutMs, signal });
  const found = new Map(
    await find(
      behind.map(({ partition, committed }) => ({ partition, from: committed })),
      false,
    ),
  );
  const inTransactions = behind.flatMap(({ partition, committed, end }) => {
    const message = found.get(partition);
    if (message === undefined || !('noneBefore' in message) || message.noneBefore >= end) return [];
    return [{ partition, from: Math.max(committed, message.noneBefore) }];
  });
  if (inTransactions.length > 0) {
    const open = await find(inTransactions, true);
    for (const { partition } of inTransactions) {
      const message = open.get(partition);
      if (message === undefined) found.delete(partition);
      else found.set(partition, message);
    }
  }
  return new Map(
    behind.flatMap((row) => {
      const message = found.get(row.partition);
      return message === undefined ? [] : [[keyOf(row), message] as const];
    }),
  );
}
