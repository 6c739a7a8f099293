/**
 * A transport that maps the topic names of the code to those of the cluster and back. Only records and offsets are mapped:
 * `admin` shows the cluster as it is. A batch costs one copy of its five fields; its records are passed on.
 */
import { toError } from '../../errors/kfw-error.js';
import type { TopicPartition } from '../../events/topic-partition.js';
import type { OffsetLookup } from '../../ports/admin.js';
import type {
  OffsetCommit,
  PartitionBatch,
  PartitionResult,
  Sink,
  Source,
  SourceHandlers,
  SourceOptions,
  Transaction,
  Transactions,
  Transport,
} from '../../ports/transport.js';
import type { TopicMapper } from './topic-mapper.js';

/** `transport` itself when there is no mapper. */
export function mapTopics(transport: Transport, mapper: TopicMapper | undefined): Transport {
  if (mapper === undefined) return transport;
  const names = new TopicNames(mapper);
  return {
    name: transport.name,
    admin: transport.admin,
    connect: () => transport.connect(),
    disconnect: () => transport.disconnect(),
    source: (options) => mappedSource(transport.source(mappedOptions(options, mapper)), names),
    sink: (options) => mappedSink(transport.sink(options), names),
    reader: (options) => transport.reader({ ...options, topic: names.onCluster(options.topic) }),
    transactions: mappedTransactions(transport, names),
  };
}

/** The offsets of a topic by its name in the code. */
export function mapLookup(lookup: OffsetLookup, mapper: TopicMapper | undefined): OffsetLookup {
  if (mapper === undefined) return lookup;
  return {
    topicOffsets: (topic) => lookup.topicOffsets(mapper.toCluster(topic)),
    offsetsAt: (topic, timestampMs) => lookup.offsetsAt(mapper.toCluster(topic), timestampMs),
  };
}

const warnedTopics = new Set<string>();

/** A cluster holds topics of others, whose names a mapper may stumble over: they are not the app's, and it is said once. */
export function codeName(mapper: TopicMapper, onCluster: string): string | undefined {
  try {
    return mapper.fromCluster(onCluster);
  } catch (thrown) {
    if (!warnedTopics.has(onCluster)) {
      warnedTopics.add(onCluster);
      const { message } = toError(thrown);
      process.emitWarning(
        `topicMapper.fromCluster threw for "${onCluster}", which counts as not the app's: ${message}`,
      );
    }
    return undefined;
  }
}

/** Asks the mapper once per topic. */
class TopicNames {
  readonly #onCluster = new Map<string, string>();
  readonly #inCode = new Map<string, string>();

  constructor(private readonly mapper: TopicMapper) {}

  toCluster = <T extends { readonly topic: string }>(item: T): T => ({ ...item, topic: this.onCluster(item.topic) });
  toCode = <T extends { readonly topic: string }>(item: T): T => ({ ...item, topic: this.#nameInCode(item.topic) });

  onCluster(topic: string): string {
    const known = this.#onCluster.get(topic) ?? this.mapper.toCluster(topic);
    this.#onCluster.set(topic, known);
    return known;
  }

  #nameInCode(topic: string): string {
    const known = this.#inCode.get(topic) ?? codeName(this.mapper, topic) ?? topic;
    this.#inCode.set(topic, known);
    return known;
  }
}

function mappedOptions(options: SourceOptions, mapper: TopicMapper): SourceOptions {
  const topics = options.topics.map(({ topic, startFrom }) => {
    if (typeof topic === 'string') return { topic: mapper.toCluster(topic), startFrom };
    const test = (onCluster: string): boolean => {
      const inCode = codeName(mapper, onCluster);
      return inCode !== undefined && topic.test(inCode);
    };
    return { topic: { test }, startFrom };
  });
  return { ...options, topics };
}

function mappedSource(source: Source, names: TopicNames): Source {
  return {
    start: (handlers) => source.start(mappedHandlers(handlers, names)),
    stop: () => source.stop(),
    pause: (partitions) => source.pause(partitions.map(names.toCluster)),
    resume: (partitions) => source.resume(partitions.map(names.toCluster)),
    resetTo: (position) => source.resetTo(names.toCluster(position)),
    progress: () => {
      const progress = source.progress?.();
      return progress && { ...progress, partitions: progress.partitions.map(names.toCode) };
    },
    commit: async (offsets) => {
      const { stale } = await source.commit(offsets.map<OffsetCommit>(names.toCluster));
      return { stale: stale.map(names.toCode) };
    },
  };
}

function mappedHandlers(handlers: SourceHandlers, names: TopicNames): SourceHandlers {
  const inCode = <T extends { readonly partitions: readonly TopicPartition[] }>(of: T): T => ({
    ...of,
    partitions: of.partitions.map(names.toCode),
  });
  return {
    onBatch: (batch) => handlers.onBatch(names.toCode(batch)),
    onJoined: (member) => handlers.onJoined(member),
    onAssigned: (assignment) => handlers.onAssigned(inCode(assignment)),
    onRebalancing: (rebalance) => handlers.onRebalancing(inCode(rebalance)),
    onRevoked: (revocation) => handlers.onRevoked(inCode(revocation)),
    onCrash: (error) => handlers.onCrash(error),
  };
}

function mappedSink(sink: Sink, names: TopicNames): Sink {
  return {
    connect: () => sink.connect(),
    disconnect: () => sink.disconnect(),
    topicInfo: (topic) => sink.topicInfo(names.onCluster(topic)),
    leaderOf: (partition) => sink.leaderOf(names.toCluster(partition)),
    sizeOf: sink.sizeOf,
    batchOverhead: sink.batchOverhead,
    send: (batches) => sendMapped(sink, batches, names),
  };
}

/** Asks the transport for its transactions only when they are used. */
function mappedTransactions(transport: Pick<Transport, 'transactions'>, names: TopicNames): Transactions {
  return {
    fence: (id) => transport.transactions.fence(id),
    begin: async (id) => mappedTransaction(await transport.transactions.begin(id), names),
    committedOffsets: async (group, partitions) => {
      const committed = await transport.transactions.committedOffsets(group, partitions.map(names.toCluster));
      return committed.map(names.toCode);
    },
  };
}

function mappedTransaction(transaction: Transaction, names: TopicNames): Transaction {
  return {
    send: (batches) => sendMapped(transaction, batches, names),
    sendOffsets: (consumed) => transaction.sendOffsets({ ...consumed, offsets: consumed.offsets.map(names.toCluster) }),
    commit: () => transaction.commit(),
    abort: () => transaction.abort(),
  };
}

async function sendMapped(
  to: Pick<Sink, 'send'>,
  batches: readonly PartitionBatch[],
  names: TopicNames,
): Promise<readonly PartitionResult[]> {
  const results = await to.send(batches.map<PartitionBatch>(names.toCluster));
  return results.map<PartitionResult>(names.toCode);
}
