/**
 * OffsetDelete (key 47), version 0 (KIP-496): deletes committed offsets of a group, except for topics that its members
 * are subscribed to. With members of another protocol type, whose subscriptions the broker cannot read, it deletes none.
 */
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { withPartitions } from '../protocol/with-partitions.js';

interface OffsetDeleteRequest {
  readonly groupId: string;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}

interface DeletedPartition {
  readonly partition: number;
  readonly code: ErrorCode;
}

interface OffsetDeleteResponse {
  /** Of the group; then there are no topics. */
  readonly code: ErrorCode;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly DeletedPartition[] }[];
}

export const offsetDelete: Api<OffsetDeleteRequest, OffsetDeleteResponse> = {
  key: 47,
  name: 'OffsetDelete',
  minVersion: 0,
  maxVersion: 0,

  read: (reader) => ({
    groupId: reader.string(),
    topics: reader.array(() => ({ name: reader.string(), partitions: reader.array(() => reader.int32(), 4) }), 6),
  }),

  handle({ groupId, topics }, context) {
    const { groups } = context.broker;
    const code = errorCodes[groups.mayDeleteOffsets(groupId)];
    if (code !== errorCodes.NONE) return { code, topics: [] };
    const results = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((partition) => ({ partition, code: checked(groupId, name, partition, context) })),
    }));
    const deleted = results.flatMap(({ name, partitions }) =>
      partitions.filter((each) => each.code === errorCodes.NONE).map(({ partition }) => ({ topic: name, partition })),
    );
    groups.deleteOffsets(groupId, deleted);
    return { code, topics: results };
  },

  write(writer, { code, topics }) {
    writer.int16(code).int32(0);
    writer.array(withPartitions(topics), ({ name, partitions }) =>
      writer.string(name).array(partitions, ({ partition, code: of }) => writer.int32(partition).int16(of)),
    );
  },

  refuse: (_request, code) => ({ code, topics: [] }),
};

function checked(groupId: string, topic: string, partition: number, { broker }: ApiContext): ErrorCode {
  const count = broker.topics.find(topic)?.partitions ?? 0;
  if (partition < 0 || partition >= count) return errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  const isSubscribed = broker.groups.find(groupId)?.isSubscribedTo(topic) ?? false;
  return isSubscribed ? errorCodes.GROUP_SUBSCRIBED_TO_TOPIC : errorCodes.NONE;
}
