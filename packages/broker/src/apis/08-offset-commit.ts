/**
 * OffsetCommit (key 8), versions 2–7: stores the offsets of a group.
 *
 * Version notes:
 * - v2–v4 may carry a retention time, -1 for the broker's
 * - v3 adds the throttle time
 * - v6 adds the leader epoch
 * - v7 adds the group instance id of a static member
 */

import type { OffsetToCommit } from '../groups/group-coordinator.js';
import type { MemberOfGeneration } from '../groups/group-messages.js';
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { withPartitions } from '../protocol/with-partitions.js';

interface CommitPartition {
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

/** Without a member the id is empty and the generation -1. */
export interface OffsetCommitRequest extends MemberOfGeneration {
  readonly groupId: string;
  /** -1 for the broker's retention time. */
  readonly retentionMs: number;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly CommitPartition[] }[];
}

interface CommittedPartition {
  readonly partition: number;
  readonly code: ErrorCode;
}

export interface OffsetCommitResponse {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly CommittedPartition[] }[];
}

export const offsetCommit: Api<OffsetCommitRequest, OffsetCommitResponse> = {
  key: 8,
  name: 'OffsetCommit',
  minVersion: 2,
  maxVersion: 7,

  read: (reader, version) => ({
    groupId: reader.string(),
    generation: reader.int32(),
    memberId: reader.string(),
    groupInstanceId: version >= 7 ? reader.nullableString() : null,
    retentionMs: version <= 4 ? reader.int64() : -1,
    topics: reader.array(() => ({
      name: reader.string(),
      partitions: reader.array(() => ({
        partition: reader.int32(),
        offset: reader.int64(),
        leaderEpoch: version >= 6 ? reader.int32() : -1,
        metadata: reader.nullableString() ?? '',
      })),
    })),
  }),

  handle(request, context) {
    const known = commitChecks(request, context);
    const accepted = known.filter(({ code }) => code === errorCodes.NONE).map(({ offset }) => offset);
    const retentionMs = request.retentionMs < 0 ? undefined : request.retentionMs;
    context.broker.groups.commit(request.groupId, accepted, retentionMs);
    const codes = new Map(known.map(({ offset, code }) => [`${offset.topic}\n${offset.partition}`, code]));
    return respondToEach(
      request,
      (topic, partition) => codes.get(`${topic}\n${partition}`) ?? errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
    );
  },

  write(writer, { topics }, version) {
    if (version >= 3) writer.int32(0);
    writer.array(withPartitions(topics), ({ name, partitions }) =>
      writer.string(name).array(partitions, ({ partition, code }) => writer.int32(partition).int16(code)),
    );
  },

  refuse: (request, code) => respondToEach(request, () => code),
};

/** The result for each offset of an existing partition. The group is asked only when there is one. */
function commitChecks(request: OffsetCommitRequest, { broker }: ApiContext) {
  const offsets: OffsetToCommit[] = request.topics.flatMap(({ name, partitions }) => {
    const count = broker.topics.find(name)?.partitions ?? 0;
    const existing = partitions.filter(({ partition }) => partition >= 0 && partition < count);
    return existing.map((each) => ({ topic: name, ...each }));
  });
  if (offsets.length === 0) return [];
  const refusal = broker.groups.mayCommit(request.groupId, request);
  const longest = broker.settings.offsetMetadataMaxLength;
  return offsets.map((offset) => {
    const isTooLong = refusal === 'NONE' && offset.metadata.length > longest;
    return { offset, code: errorCodes[isTooLong ? 'OFFSET_METADATA_TOO_LARGE' : refusal] };
  });
}

function respondToEach(
  { topics }: OffsetCommitRequest,
  codeOf: (topic: string, partition: number) => ErrorCode,
): OffsetCommitResponse {
  return {
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partition }) => ({ partition, code: codeOf(name, partition) })),
    })),
  };
}
