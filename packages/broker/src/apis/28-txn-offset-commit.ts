/**
 * TxnOffsetCommit (key 28), versions 0–2: offsets that a group gets once the producer's transaction is committed. v2
 * adds the leader epoch. Members of the group are not asked about: that came with version 3 (KIP-447).
 */
import type { OffsetToCommit } from '../groups/groups.js';
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorCode, type ErrorName, errorCodes } from '../protocol/error-codes.js';
import type { TransactionalProducer } from '../transactions/transactions.js';

interface TxnOffsetCommitRequest extends TransactionalProducer {
  readonly groupId: string;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly Omit<OffsetToCommit, 'topic'>[] }[];
}

interface TxnOffsetCommitResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly partition: number; readonly code: ErrorCode }[];
  }[];
}

export const txnOffsetCommit: Api<TxnOffsetCommitRequest, TxnOffsetCommitResponse> = {
  key: 28,
  name: 'TxnOffsetCommit',
  minVersion: 0,
  maxVersion: 2,

  read: (reader, version) => ({
    transactionalId: reader.string(),
    groupId: reader.string(),
    producerId: reader.int64(),
    epoch: reader.int16(),
    topics: reader.array(
      () => ({
        name: reader.string(),
        partitions: reader.array(
          () => ({
            partition: reader.int32(),
            offset: reader.int64(),
            leaderEpoch: version >= 2 ? reader.int32() : -1,
            metadata: reader.nullableString() ?? '',
          }),
          14,
        ),
      }),
      6,
    ),
  }),

  handle(request, context) {
    const { groups } = context.broker;
    const exists = (name: string, partition: number): boolean =>
      partition >= 0 && partition < (context.broker.topics.find(name)?.partitions ?? 0);
    const offsets = request.topics.flatMap(({ name, partitions }) =>
      partitions.filter(({ partition }) => exists(name, partition)).map((each) => ({ topic: name, ...each })),
    );
    const longest = context.broker.settings.offsetMetadataMaxLength;
    const isTooLong = ({ metadata }: { metadata: string }) => metadata.length > longest;
    const refusal = offsets.length === 0 ? 'NONE' : refusalOf(request, context);
    if (refusal === 'NONE') {
      const kept = offsets.filter((offset) => !isTooLong(offset));
      groups.commitInTransaction(request.groupId, request.producerId, kept);
    }
    return answerEach(request, (name, each) => {
      if (!exists(name, each.partition)) return errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
      return errorCodes[refusal === 'NONE' && isTooLong(each) ? 'OFFSET_METADATA_TOO_LARGE' : refusal];
    });
  },

  write(writer, { topics }) {
    writer.int32(0).array(topics, ({ name, partitions }) => {
      writer.string(name).array(partitions, ({ partition, code }) => writer.int32(partition).int16(code));
    });
  },

  refuse: (request, code) => answerEach(request, () => code),
};

/** Why none of the offsets is kept. The group is asked last: it comes to be by that. */
function refusalOf(request: TxnOffsetCommitRequest, { broker }: ApiContext): ErrorName {
  if (request.groupId === '') return 'INVALID_GROUP_ID';
  const error = broker.transactions.mayCommitFor(request, request.groupId);
  if (error === 'CONCURRENT_TRANSACTIONS') return 'COORDINATOR_NOT_AVAILABLE';
  return error === 'NONE' ? broker.groups.mayCommitInTransaction(request.groupId) : error;
}

function answerEach(
  { topics }: TxnOffsetCommitRequest,
  codeOf: (topic: string, offset: Omit<OffsetToCommit, 'topic'>) => ErrorCode,
): TxnOffsetCommitResponse {
  return {
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((each) => ({ partition: each.partition, code: codeOf(name, each) })),
    })),
  };
}
