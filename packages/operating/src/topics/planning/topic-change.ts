/** What `apply` would do to one topic, and what it would not although the topic is not as it should be. */
import type { DesiredTopic } from '../desired-topic.js';

interface ChangeOf<Action extends string> {
  readonly topic: string;
  readonly action: Action;
  readonly origin: DesiredTopic['origin'];
  /** The topics whose failed messages go there. */
  readonly of: readonly string[];
}

export interface CreateTopic extends ChangeOf<'create'> {
  /** `null`: the cluster's default. */
  readonly partitions: number | null;
  readonly replicationFactor: number | null;
  readonly config: Readonly<Record<string, string>>;
}

export interface AddPartitions extends ChangeOf<'addPartitions'> {
  readonly from: number;
  readonly to: number;
}

export interface AlterConfigs extends ChangeOf<'alterConfigs'> {
  readonly configs: readonly ConfigDifference[];
}

export interface ConfigDifference {
  readonly name: string;
  /** The value in force, wherever it comes from; `null` where the cluster does not give it out. */
  readonly from: string | null;
  readonly to: string;
}

export type TopicChange = CreateTopic | AddPartitions | AlterConfigs;

/** A difference that is left to a person. */
export type TopicReport =
  /** Kafka cannot remove partitions. */
  | { readonly topic: string; readonly kind: 'fewerPartitions'; readonly from: number; readonly to: number }
  /** Replicas are moved with Kafka's own tool for reassignments. */
  | { readonly topic: string; readonly kind: 'replicationFactor'; readonly from: number; readonly to: number }
  /** A new topic cannot have more replicas than the cluster has brokers. */
  | { readonly topic: string; readonly kind: 'tooFewBrokers'; readonly brokers: number; readonly to: number }
  /** The cluster's version has no setting of that name. */
  | { readonly topic: string; readonly kind: 'unknownConfig'; readonly name: string; readonly to: string };

export interface TopicsPlan {
  readonly changes: readonly TopicChange[];
  readonly reports: readonly TopicReport[];
  /** Topics of the cluster that nobody declares or implies; nothing is done to them. */
  readonly undeclared: readonly string[];
}
