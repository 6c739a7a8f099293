/**
 * AddPartitionsToTxn (key 24), versions 0–1 (the same on the wire): adds partitions to a producer's transaction, which
 * the first of them begins. All or nothing: if one does not exist, the others are not attempted.
 */
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorCode, type ErrorName, errorCodes } from '../protocol/error-codes.js';
import type { TransactionPartition } from '../transactions/transaction.js';
import type { TransactionalProducer } from '../transactions/transaction-coordinator.js';

interface AddPartitionsToTxnRequest extends TransactionalProducer {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}

interface AddPartitionsToTxnResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly index: number; readonly code: ErrorCode }[];
  }[];
}

export const addPartitionsToTxn: Api<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = {
  key: 24,
  name: 'AddPartitionsToTxn',
  minVersion: 0,
  maxVersion: 1,

  read: (reader) => ({
    transactionalId: reader.string(),
    producerId: reader.int64(),
    epoch: reader.int16(),
    topics: reader.array(() => ({ name: reader.string(), partitions: reader.array(() => reader.int32(), 4) }), 6),
  }),

  handle(request, context) {
    const existing = request.topics.flatMap(({ name, partitions }) =>
      partitions.flatMap((partition) => findPartition(name, partition, context) ?? []),
    );
    const wanted = request.topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
    if (existing.length === wanted) {
      const error = context.broker.transactions.addPartitions(request, existing);
      return respondToEach(request, () => error);
    }
    return respondToEach(request, (name, partition) =>
      findPartition(name, partition, context) === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'OPERATION_NOT_ATTEMPTED',
    );
  },

  write(writer, { topics }) {
    writer.int32(0).array(topics, ({ name, partitions }) => {
      writer.string(name).array(partitions, ({ index, code }) => writer.int32(index).int16(code));
    });
  },

  refuse: ({ topics }, code) => ({
    topics: topics.map(({ name, partitions }) => ({ name, partitions: partitions.map((index) => ({ index, code })) })),
  }),
};

function findPartition(name: string, partition: number, { broker }: ApiContext): TransactionPartition | undefined {
  const topic = broker.topics.find(name);
  if (topic === undefined || partition < 0 || partition >= topic.partitions) return undefined;
  return { topic: name, topicId: topic.id, partition };
}

function respondToEach(
  { topics }: AddPartitionsToTxnRequest,
  errorOf: (topic: string, partition: number) => ErrorName,
): AddPartitionsToTxnResponse {
  return {
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((index) => ({ index, code: errorCodes[errorOf(name, index)] })),
    })),
  };
}
