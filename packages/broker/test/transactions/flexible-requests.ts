/** Requests of newer versions, in the flexible encoding: of producers that continue, and of group members. */
import type { ProducerIdentity } from '../../src/transactions/transaction.js';
import type { Given, TxnClient } from './txn-client.js';

/** InitProducerId. Without `expected` the producer is new. */
export function beginAs(
  client: TxnClient,
  version: number,
  asking: ProducerIdentity = { producerId: -1, epoch: -1 },
  id: string | null = 'payments',
): Promise<Given & { readonly code: number }> {
  return client.askFlexible(
    22,
    version,
    (writer) => {
      writer.nullableString(id).int32(60_000);
      if (version >= 3) writer.int64(asking.producerId).int16(asking.epoch);
    },
    (body) => {
      body.int32();
      return { code: body.int16(), producerId: body.int64(), epoch: body.int16() };
    },
  );
}

/** TxnOffsetCommit v3 of offset 5 in partition 0 of `orders`; resolves to the code. */
export function commitAs(
  client: TxnClient,
  { id = 'payments', producerId, epoch }: Given,
  group: string,
  member: { memberId: string; generation: number },
): Promise<number> {
  return client.askFlexible(
    28,
    3,
    (writer) => {
      writer.string(id).string(group).int64(producerId).int16(epoch);
      writer.int32(member.generation).string(member.memberId).nullableString(null);
      writer.array(['orders'], (name) => {
        writer.string(name).array([0], (partition) => writer.int32(partition).int64(5).int32(-1).string('').tags());
        writer.tags();
      });
    },
    (body) => {
      body.int32();
      const codes = body.array(() => {
        body.string();
        const ofTopic = body.array(() => {
          body.int32();
          const code = body.int16();
          body.tags();
          return code;
        });
        body.tags();
        return ofTopic;
      });
      return codes.flat()[0] ?? -1;
    },
  );
}

export interface OffsetSeen {
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly code: number;
}

/** OffsetFetch of `orders`, or of everything with `partitions` null; `requireStable` is sent from version 7 on. */
export function offsetsSeen(
  client: TxnClient,
  group: string,
  { version = 7, requireStable = true, partitions = [0] as readonly number[] | null } = {},
): Promise<OffsetSeen[]> {
  return client.askFlexible(
    9,
    version,
    (writer) => {
      writer.string(group).nullableArray(partitions && [partitions], (wanted) => {
        writer.string('orders').array(wanted, (partition) => writer.int32(partition));
        writer.tags();
      });
      if (version >= 7) writer.boolean(requireStable);
    },
    (body) => {
      body.int32();
      const topics = body.array(() => {
        body.string();
        const seen = body.array(() => {
          const partition = { partition: body.int32(), offset: body.int64(), leaderEpoch: body.int32() };
          const offset = { ...partition, metadata: body.string(), code: body.int16() };
          body.tags();
          return offset;
        });
        body.tags();
        return seen;
      });
      const code = body.int16();
      return code === 0 ? topics.flat() : [{ partition: -1, offset: -1, leaderEpoch: -1, metadata: '', code }];
    },
  );
}
