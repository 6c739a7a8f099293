/**
 * Changes of stored offsets and groups, and their encoding in the journal: a count, then the kind and fields of each
 * change, in the protocol's own encoding. The changes of one request are one entry, all or nothing.
 */
import type { JournalCodec } from '../../journal/journal.js';
import { MalformedFrame, Reader } from '../../protocol/reader.js';
import { Writer } from '../../protocol/writer.js';
import type { GroupRecord } from '../group-dependencies.js';

export interface CommittedOffset {
  readonly offset: number;
  /** -1 when the client did not send one. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** Milliseconds since 1970, like all times here. */
  readonly committedAt: number;
  /** Set when the client asked for its own retention time (OffsetCommit v2–v4). */
  readonly expiresAt: number | undefined;
}

export type GroupChange =
  | {
      readonly kind: 'commit';
      readonly group: string;
      readonly topic: string;
      readonly partition: number;
      readonly committed: CommittedOffset;
    }
  /** An offset that becomes visible when the producer's transaction commits. */
  | {
      readonly kind: 'pend';
      readonly group: string;
      readonly producerId: number;
      readonly topic: string;
      readonly partition: number;
      readonly committed: CommittedOffset;
    }
  /** The end of a producer's transaction. */
  | { readonly kind: 'settle'; readonly group: string; readonly producerId: number; readonly isCommitted: boolean }
  | { readonly kind: 'forget'; readonly group: string; readonly topic: string; readonly partition: number }
  | { readonly kind: 'group'; readonly group: string; readonly record: GroupRecord }
  | { readonly kind: 'delete'; readonly group: string };

const kinds = ['commit', 'forget', 'group', 'delete', 'pend', 'settle'] as const;
const noTime = -1;

/** The content of one journal entry. */
export const groupChanges: JournalCodec<GroupChange> = {
  encode(changes) {
    const writer = new Writer().array(changes, writeChange);
    return Buffer.concat(writer.frame()).subarray(4);
  },
  decode: (content) => new Reader(content, 0, Number.POSITIVE_INFINITY).array(readChange, 3),
};

function writeChange(change: GroupChange, writer: Writer): void {
  writer.int8(kinds.indexOf(change.kind)).string(change.group);
  switch (change.kind) {
    case 'commit':
      writeCommitted(change.committed, writer.string(change.topic).int32(change.partition));
      break;
    case 'pend':
      writeCommitted(change.committed, writer.string(change.topic).int32(change.partition));
      writer.int64(change.producerId);
      break;
    case 'settle':
      writer.int64(change.producerId).boolean(change.isCommitted);
      break;
    case 'forget':
      writer.string(change.topic).int32(change.partition);
      break;
    case 'group': {
      const { generation, protocolType, emptySince } = change.record;
      writer
        .int32(generation)
        .string(protocolType)
        .int64(emptySince ?? noTime);
      break;
    }
    case 'delete':
  }
}

function writeCommitted(committed: CommittedOffset, writer: Writer): void {
  const { offset, leaderEpoch, metadata, committedAt, expiresAt } = committed;
  writer
    .int64(offset)
    .int32(leaderEpoch)
    .string(metadata)
    .int64(committedAt)
    .int64(expiresAt ?? noTime);
}

function readChange(reader: Reader): GroupChange {
  const kind = kinds[reader.int8()];
  const group = reader.string();
  switch (kind) {
    case 'commit':
      return { kind, group, topic: reader.string(), partition: reader.int32(), committed: readCommitted(reader) };
    case 'pend': {
      const pending = { topic: reader.string(), partition: reader.int32(), committed: readCommitted(reader) };
      return { kind, group, ...pending, producerId: reader.int64() };
    }
    case 'settle':
      return { kind, group, producerId: reader.int64(), isCommitted: reader.boolean() };
    case 'forget':
      return { kind, group, topic: reader.string(), partition: reader.int32() };
    case 'group':
      return {
        kind,
        group,
        record: { generation: reader.int32(), protocolType: reader.string(), emptySince: readTime(reader) },
      };
    case 'delete':
      return { kind, group };
    default:
      throw new MalformedFrame(`no change of kind ${kind}`);
  }
}

function readCommitted(reader: Reader): CommittedOffset {
  return {
    offset: reader.int64(),
    leaderEpoch: reader.int32(),
    metadata: reader.string(),
    committedAt: reader.int64(),
    expiresAt: readTime(reader),
  };
}

function readTime(reader: Reader): number | undefined {
  const time = reader.int64();
  return time === noTime ? undefined : time;
}
