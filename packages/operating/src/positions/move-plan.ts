/** The plan of a move: where a group stands, and where it would continue. */
import type { TopicPartition } from '@kfw/core';
import type { Position } from './position.js';

/** Partitions of a topic; all of them without `partitions`. */
export interface TopicSelection {
  readonly topic: string;
  readonly partitions?: readonly number[] | undefined;
}

export interface CommittedPosition extends TopicPartition {
  readonly offset: number;
}

export type MoveTarget =
  | { readonly kind: 'position'; readonly position: Position }
  /** To where another group stands. */
  | { readonly kind: 'group'; readonly group: string }
  /** To these, as they were exported. */
  | { readonly kind: 'offsets'; readonly offsets: readonly CommittedPosition[] };

export interface MoveRequest {
  readonly group: string;
  /** Default: every topic that the group has committed for, that the other group has, or that the offsets name. */
  readonly topics?: readonly TopicSelection[] | undefined;
  readonly to: MoveTarget;
  /**
   * Whether the group may be one that does not exist yet; with `unlessSimilar` only if no other has a similar name, and
   * the topics are named. Default `unlessSimilar`.
   */
  readonly newGroup?: 'allow' | 'unlessSimilar';
  /** Groups that are not misspelt, whether the cluster has them or not: those of an app. */
  readonly knownGroups?: readonly string[];
}

/** What is said about a move: it was limited to what there is, or the time has no exact place. */
export type MoveRemark =
  /** The place is before the first message: the group continues there. */
  | 'limitedToFirst'
  /** The place is behind the end: the group continues at the end. */
  | 'limitedToEnd'
  /** No message is as late as the time: the group continues at the end. */
  | 'noLaterMessage'
  /** The time is not after the first message that is left; older ones have been deleted. */
  | 'olderDeleted';

export interface PlannedMove extends TopicPartition {
  /** `null` where nothing is committed. */
  readonly from: number | null;
  readonly to: number;
  /**
   * How many messages come again; negative: how many are skipped; 0 where nothing is committed. By offsets, so that it
   * includes what compaction has removed and the markers of transactions.
   */
  readonly messages: number;
  readonly remark?: MoveRemark;
}

/** A partition that stays as it is. */
export interface UnmovedPartition extends TopicPartition {
  readonly reason: 'nothingCommitted' | 'topicDeleted';
}

export interface MovePlan {
  /** As on the cluster. */
  readonly group: string;
  /** Whether it has committed nothing yet, and has no members. */
  readonly isNew: boolean;
  /** By topic and partition; at least one. */
  readonly moves: readonly PlannedMove[];
  readonly unmoved: readonly UnmovedPartition[];
}
