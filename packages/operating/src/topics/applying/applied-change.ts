/** What became of changes, and what making them needs of a cluster. */
import type { Admin, ItemResult } from '@kfw/core';
import type { PlanAdmin } from '../planning/plan-topics.js';
import type { TopicChange } from '../planning/topic-change.js';

export type ApplyAdmin = PlanAdmin & Pick<Admin, 'createTopics' | 'createPartitions' | 'incrementalAlterConfigs'>;

/** Without `error` the topic is as the change says. */
export type AppliedChange = ItemResult<{ readonly change: TopicChange }>;

export interface BatchOutcome {
  readonly results: readonly AppliedChange[];
  /** Changes that turned out to be necessary. */
  readonly later: readonly TopicChange[];
}
