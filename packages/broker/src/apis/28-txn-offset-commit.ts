/**
 * TxnOffsetCommit (key 28), versions 0–3: offsets that a group gets when the producer's transaction commits.
 *
 * Version notes:
 * - v2 adds the leader epoch
 * - v3 is in the flexible encoding and adds the member, which is checked (KIP-447)
 */

import type { OffsetToCommit } from '../groups/group-coordinator.js';
import type { MemberOfGeneration } from '../groups/group-messages.js';
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorCode, type ErrorName, errorCodes } from '../protocol/error-codes.js';
import type { Reader } from '../protocol/reader.js';
import { withPartitions } from '../protocol/with-partitions.js';
import type { TransactionalProducer } from '../transactions/transaction-coordinator.js';

/** Without a member the generation is -1 and the member id empty. */
interface TxnOffsetCommitRequest extends TransactionalProducer, MemberOfGeneration {
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
  maxVersion: 3,
  flexibleFrom: 3,

  read: (reader, version) => ({
    transactionalId: reader.string(),
    groupId: reader.string(),
    producerId: reader.int64(),
    epoch: reader.int16(),
    generation: version >= 3 ? reader.int32() : -1,
    memberId: version >= 3 ? reader.string() : '',
    groupInstanceId: version >= 3 ? reader.nullableString() : null,
    topics: reader.array(() => readTopic(reader, version), 3),
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
    return respondToEach(request, (name, each) => {
      if (!exists(name, each.partition)) return errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
      return errorCodes[refusal === 'NONE' && isTooLong(each) ? 'OFFSET_METADATA_TOO_LARGE' : refusal];
    });
  },

  write(writer, { topics }) {
    writer.int32(0).array(withPartitions(topics), ({ name, partitions }) => {
      writer.string(name).array(partitions, ({ partition, code }) => writer.int32(partition).int16(code).tags());
      writer.tags();
    });
    writer.tags();
  },

  refuse: (request, code) => respondToEach(request, () => code),
};

/** Why none of the offsets is stored. The group is asked last, because asking creates it. */
function refusalOf(request: TxnOffsetCommitRequest, { broker }: ApiContext): ErrorName {
  if (request.groupId === '') return 'INVALID_GROUP_ID';
  const error = broker.transactions.mayCommitFor(request, request.groupId);
  if (error === 'CONCURRENT_TRANSACTIONS') return 'COORDINATOR_NOT_AVAILABLE';
  return error === 'NONE' ? broker.groups.mayCommitInTransaction(request.groupId, request) : error;
}

function readTopic(reader: Reader, version: number): TxnOffsetCommitRequest['topics'][number] {
  const name = reader.string();
  const partitions = reader.array(() => {
    const offset = {
      partition: reader.int32(),
      offset: reader.int64(),
      leaderEpoch: version >= 2 ? reader.int32() : -1,
      metadata: reader.nullableString() ?? '',
    };
    reader.tags();
    return offset;
  }, 14);
  reader.tags();
  return { name, partitions };
}

function respondToEach(
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
