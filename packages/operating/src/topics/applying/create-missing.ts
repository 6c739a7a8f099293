/**
 * Creates topics. One that somebody else has created meanwhile is not an error: it is compared again, and gets the
 * partitions and settings that it lacks.
 */
import { isKfwError, type KfwError, toError } from '@kfw/core';
import type { DesiredTopic } from '../desired-topic.js';
import { planTopics } from '../planning/plan-topics.js';
import type { CreateTopic } from '../planning/topic-change.js';
import type { AppliedChange, ApplyAdmin, BatchOutcome } from './applied-change.js';

export async function createMissing(admin: ApplyAdmin, changes: readonly CreateTopic[]): Promise<BatchOutcome> {
  const { results, created } = await createAll(admin, changes);
  const failed = new Set(results.filter(({ error }) => error !== undefined).map(({ change }) => change.topic));
  const others = changes.filter(({ topic }) => !created.has(topic) && !failed.has(topic));
  if (others.length === 0) return { results, later: [] };
  const plan = await planTopics(admin, others.map(desiredOf));
  return { results, later: plan.changes.filter(({ action }) => action !== 'create') };
}

interface Creations {
  readonly results: readonly AppliedChange[];
  readonly created: ReadonlySet<string>;
}

/** A refusal does not say which topic it is about, so each is then created by itself. */
async function createAll(admin: ApplyAdmin, changes: readonly CreateTopic[]): Promise<Creations> {
  try {
    const created = await admin.createTopics(changes.map(newTopicOf));
    return { results: changes.map((change) => ({ change })), created: new Set(created) };
  } catch (thrown) {
    const error = toError(thrown);
    if (!isRefusal(error)) throw error;
    const [only] = changes;
    if (only !== undefined && changes.length === 1) return { results: [{ change: only, error }], created: new Set() };
  }
  const each: Creations[] = [];
  for (const change of changes) each.push(await createAll(admin, [change]));
  return {
    results: each.flatMap(({ results }) => results),
    created: new Set(each.flatMap(({ created }) => [...created])),
  };
}

function isRefusal(error: Error): error is KfwError {
  return ['KFW_ADMIN_FAILED', 'KFW_ACL_MISSING', 'KFW_TOPIC_COLLIDES'].some((code) => isKfwError(error, code));
}

function newTopicOf({ topic, partitions, replicationFactor, config }: CreateTopic) {
  return {
    topic,
    ...(partitions === null ? {} : { partitions }),
    ...(replicationFactor === null ? {} : { replicationFactor }),
    config,
  };
}

/** What this change alone asks for, of a topic that is there by now. */
function desiredOf(change: CreateTopic): DesiredTopic {
  const { origin, of } = change;
  return { ...newTopicOf(change), origin, of, roles: [], partitionsOf: [] };
}
