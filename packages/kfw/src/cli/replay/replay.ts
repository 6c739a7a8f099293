/** `kfw replay`: moves the committed offsets of a group, or exports them. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Admin } from '@kfw/core';
import {
  type CommittedPosition,
  committedOf,
  committedOffsets,
  executeMove,
  type MoveTarget,
  offsetLine,
  planMove,
  readOffsets,
  type TopicSelection,
} from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { topicOnCluster } from '../cluster/topic-on-cluster.js';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { cliError } from '../errors.js';
import { noteNewGroup } from '../groups/note-new-group.js';
import { parsePosition } from '../positions/parse-position.js';
import { parseTopics } from '../positions/parse-topics.js';
import { showPlan } from './show-plan.js';

export interface ReplayOptions extends ClusterOptions {
  readonly topic?: readonly string[];
  readonly allTopics?: boolean;
  readonly to?: string;
  readonly fromGroup?: string;
  readonly fromFile?: string;
  readonly export?: boolean;
  readonly newGroup?: boolean;
  readonly execute?: boolean;
}

/** Throws what `planMove` and `executeMove` throw, `KFW_USAGE` and `KFW_OPTION_INVALID`. */
export async function replay(group: string, options: ReplayOptions): Promise<void> {
  const given = options.topic && parseTopics('--topic', options.topic);
  if (options.export) {
    await withCluster(options, async (run) => exportOffsets(run, group, await named(run, given)));
    return;
  }
  const to = await targetOf(group, options);
  const isExecuted = options.execute === true;
  const newGroup = options.newGroup ? 'allow' : 'unlessSimilar';
  await withCluster(options, async (run) => {
    const { admin, app, transport, signal, results } = run;
    const topics = await named(run, given);
    const knownGroups = app?.plan.groups.flatMap(({ name, id }) => [name, id]) ?? [];
    const plan = await planMove(admin, { group, topics, to, newGroup, knownGroups });
    signal.throwIfAborted();
    // The plan has the name on the cluster. The admin of an app has rules of its own about names.
    if (isExecuted) await executeMove(transport.admin, plan);
    noteNewGroup({ app, results }, plan);
    showPlan(results, plan, { to, isExecuted });
  });
}

/** By their names on the cluster. */
async function named(
  run: ClusterRun,
  topics: readonly TopicSelection[] | undefined,
): Promise<readonly TopicSelection[] | undefined> {
  return topics && Promise.all(topics.map(async (each) => ({ ...each, topic: await topicOnCluster(run, each.topic) })));
}

/** As Kafka's own tool exports them. */
async function exportOffsets(
  { admin, results }: ClusterRun,
  group: string,
  topics: readonly TopicSelection[] | undefined,
) {
  const committed =
    topics === undefined ? await committedOffsets(admin, group) : await chosenOffsets(admin, group, topics);
  for (const offset of committed) results.result(offset, () => offsetLine(offset));
  if (committed.length === 0) results.note(`The group ${group} has committed nothing.`);
}

async function chosenOffsets(
  admin: Admin,
  group: string,
  topics: readonly TopicSelection[],
): Promise<CommittedPosition[]> {
  const chosen = await committedOf(admin, group, topics);
  return chosen.map(({ topic, partition, committed }) => ({ topic, partition, offset: committed }));
}

async function targetOf(group: string, options: ReplayOptions): Promise<MoveTarget> {
  const { to: given, fromGroup, fromFile, topic, allTopics } = options;
  if (fromGroup !== undefined) return { kind: 'group', group: fromGroup };
  if (fromFile !== undefined)
    return { kind: 'offsets', offsets: readOffsets({ ...(await readText(fromFile)), group }) };
  if (given === undefined) {
    throw cliError('KFW_USAGE', { message: 'where to? Give --to, --from-group or --from-file; or --export.' });
  }
  if (topic === undefined && !allTopics) {
    throw cliError('KFW_USAGE', { message: 'which topics? Give --topic TOPIC[:PARTITIONS] or --all-topics.' });
  }
  return { kind: 'position', position: parsePosition({ option: '--to', given, nowMs: Date.now(), shifts: true }) };
}

async function readText(file: string): Promise<{ text: string; source: string }> {
  if (file === '-') return { text: await text(process.stdin), source: 'standard input' };
  try {
    return { text: await readFile(file, 'utf8'), source: file };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw cliError('KFW_OPTION_INVALID', {
      option: '--from-file',
      expected: `a file that can be read (${reason})`,
      given: file,
    });
  }
}
