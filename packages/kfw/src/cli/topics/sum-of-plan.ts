/** What a plan comes to: how many topics differ, which are missing and stay so, and what the command ends with. */
import type { TopicsPlan } from '@kfw/operating';
import type { KfwConfig } from '../../config/kfw-config.js';
import { cliError } from '../errors.js';
import { renderPlan } from './render-plan.js';

export interface PlannedCluster {
  readonly config: Pick<KfwConfig, 'environment' | 'brokers'>;
}

/** What people read of a plan: the differences, their number, and with `isHinted` what to do about them. */
export function shownPlan({ config }: PlannedCluster, plan: TopicsPlan, { isHinted = false } = {}): string {
  const rendered = renderPlan(plan);
  const where = `(${config.environment}, ${config.brokers.join(',')})`;
  const differing = new Set(plan.changes.map(({ topic }) => topic)).size;
  const missing = uncreatableTopics(plan).length;
  const hint = isHinted ? ` \`kfw topics apply\` changes ${differing === 1 ? 'it' : 'them'}.` : '';
  const lines = [
    ...(differing > 0
      ? [`${differing === 1 ? '1 topic differs' : `${differing} topics differ`} ${where}.${hint}`]
      : []),
    ...(missing > 0
      ? [`${missing === 1 ? '1 topic is' : `${missing} topics are`} missing and cannot be created ${where}.`]
      : []),
  ];
  const sum = lines.length === 0 ? `Nothing to change ${where}.` : lines.join('\n');
  return rendered === '' ? sum : `${rendered}\n\n${sum}`;
}

/** Throws `KFW_TOPICS_NOT_CREATABLE` for a plan that leaves topics missing. */
export function requireCreatable(plan: TopicsPlan): void {
  const topics = uncreatableTopics(plan);
  if (topics.length > 0) throw cliError('KFW_TOPICS_NOT_CREATABLE', { topics });
}

/** The missing topics that `apply` does not create. */
function uncreatableTopics({ reports }: TopicsPlan): string[] {
  return reports.filter(({ kind }) => kind === 'tooFewBrokers').map(({ topic }) => topic);
}
