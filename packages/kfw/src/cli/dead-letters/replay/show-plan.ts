/** The dry run of `kfw dlq replay`: what it would do, and which groups would receive the messages. */
import {
  type Destination,
  HandledOffsets,
  type PlannedReplay,
  planReplay,
  type ReplayPlan,
  readersOf,
  type Transform,
} from '@kfw/operating';
import type { ClusterRun } from '../../cluster/with-cluster.js';
import { type Column, shownNumber } from '../../rendering/table.js';
import type { LetterSelection } from '../letter-filter.js';
import { scanTopic } from '../scan-topic.js';
import type { ReplaySettings } from './replay-options.js';
import { noteFailures, noteRefusals } from './report-outcome.js';

interface PlanOptions extends ReplaySettings {
  readonly topic: string;
  readonly selection: LetterSelection;
  readonly destination: Pick<Destination, 'targetOf'>;
  readonly transform: Transform | undefined;
}

interface PlanRow extends PlannedReplay {
  /** Groups that read the target, other than the ones whose handlers failed. */
  readonly otherGroups: readonly string[];
}

/** Throws what reading the letters and asking for groups throws. */
export async function showPlan(run: ClusterRun, options: PlanOptions): Promise<void> {
  const { results, signal } = run;
  const { topic, selection, destination, maxReplays, target, transform } = options;
  const { limit, filter } = selection;
  const handled = await HandledOffsets.load(run.transport.admin, topic);
  const failedIn = new Set<string>();
  const letters = scanTopic(run, { topic, handled, filter });
  const plan = await planReplay({
    letters: noteGroups(letters, failedIn),
    topic,
    destination,
    maxReplays,
    transform,
    limit,
    signal,
  });
  signal.throwIfAborted();
  const rows = await withOtherGroups(run, plan, target.kind === 'consumer' ? new Set() : failedIn, target.kind);
  results.table(rows, columns, `No dead letters to replay in ${topic}.`);
  noteRefusals(results, plan.refusals);
  noteFailures(results, plan);
  if (rows.length > 0) results.note('Nothing was replayed: add --execute.');
}

async function* noteGroups(letters: ReturnType<typeof scanTopic>, groups: Set<string>): typeof letters {
  for await (const scanned of letters) {
    const group = scanned.letter.source?.group;
    if (group !== undefined) groups.add(group);
    yield scanned;
  }
  return undefined;
}

/** Kafka has no index of groups by topic: each is asked, and a large cluster has thousands. */
const longestMs = 10_000;

async function withOtherGroups(
  run: ClusterRun,
  { replays }: ReplayPlan,
  failedIn: ReadonlySet<string>,
  kind: ReplaySettings['target']['kind'],
): Promise<PlanRow[]> {
  const targets =
    kind === 'consumer'
      ? []
      : replays.flatMap(({ action, target }) => (action === 'replay' && target !== null ? [target] : []));
  const others = await otherGroups(run, [...new Set(targets)], failedIn);
  return replays.map((planned) => ({ ...planned, otherGroups: others.get(planned.target ?? '') ?? [] }));
}

async function otherGroups(
  { transport, results, signal }: ClusterRun,
  targets: readonly string[],
  failedIn: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (targets.length === 0) return new Map();
  const timeout = AbortSignal.timeout(longestMs);
  try {
    const readers = await readersOf(transport.admin, targets, AbortSignal.any([signal, timeout]));
    const others = readers.filter(({ group }) => !failedIn.has(group) && !group.startsWith('kfw-dlq'));
    const byTopic = Map.groupBy(others, ({ topic }) => topic);
    return new Map([...byTopic].map(([topic, of]) => [topic, of.map(({ group }) => group)]));
  } catch (thrown) {
    if (!timeout.aborted || signal.aborted) throw thrown;
    results.note(
      'The cluster has too many groups to find those that read the target within 10 s: see `kfw groups list`.',
    );
    return new Map();
  }
}

function targetText({ target, action }: PlanRow): string {
  if (target === null) return '(dropped by the transform)';
  return action === 'park' ? `${target} (came back too often)` : target;
}

const columns: readonly Column<PlanRow>[] = [
  { head: 'from', cell: ({ sourceTopic }) => sourceTopic ?? '(not known)' },
  { head: 'to', cell: targetText },
  { head: 'messages', cell: ({ messages }) => shownNumber(messages), align: 'right' },
  { head: 'other groups that read it', cell: ({ otherGroups }) => otherGroups.join(', '), isOptional: true },
];
