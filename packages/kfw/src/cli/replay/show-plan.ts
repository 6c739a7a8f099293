/** The plan of a move: for people a table and what it comes to, with `--json` a line per partition. */
import type { MovePlan, MoveRemark, MoveTarget, PlannedMove, UnmovedPartition } from '@kfw/operating';
import type { Results } from '../rendering/results.js';
import { type Column, shownNumber, shownOffset } from '../rendering/table.js';

export interface ShownPlan {
  readonly to: MoveTarget;
  /** Whether the group has been moved; a dry run otherwise. */
  readonly isExecuted: boolean;
}

const remarks: Readonly<Record<MoveRemark, string>> = {
  limitedToFirst: 'the first there is',
  limitedToEnd: 'the end',
  noLaterMessage: 'no message since: the end',
  olderDeleted: 'the first there is',
};

const reasons: Readonly<Record<UnmovedPartition['reason'], string>> = {
  nothingCommitted: 'nothing is committed to count from',
  topicDeleted: 'the topic does not exist any more',
};

const columns: readonly Column<PlannedMove>[] = [
  { head: 'topic', cell: ({ topic }) => topic },
  { head: 'partition', cell: ({ partition }) => String(partition), align: 'right' },
  { head: 'from', cell: ({ from }) => shownOffset(from), align: 'right' },
  { head: 'to', cell: ({ to }) => shownOffset(to), align: 'right' },
  { head: 'messages', cell: ({ messages }) => shownMessages(messages), align: 'right' },
  { head: 'remark', cell: ({ remark }) => (remark === undefined ? '' : remarks[remark]), isOptional: true },
];

export function showPlan(results: Results, plan: MovePlan, { to, isExecuted }: ShownPlan): void {
  if (results.json) {
    for (const { topic, partition, from, to: target, messages } of plan.moves) {
      results.result({ topic, partition, from, to: target, messages }, () => '');
    }
  } else results.table(plan.moves, columns, '');
  for (const { topic, partition, reason } of plan.unmoved) {
    results.note(`${topic}[${partition}] stays as it is: ${reasons[reason]}.`);
  }
  if (to.kind === 'position' && to.position.kind === 'time') {
    results.note(`To the first message since ${new Date(to.position.timestampMs).toISOString()}.`);
  }
  results.note(summary(plan, isExecuted));
}

function summary({ group, isNew, moves }: MovePlan, isExecuted: boolean): string {
  const again = moves.reduce((sum, { messages }) => sum + Math.max(0, messages), 0);
  const skipped = moves.reduce((sum, { messages }) => sum + Math.max(0, -messages), 0);
  const partitions = moves.length === 1 ? '1 partition' : `${shownNumber(moves.length)} partitions`;
  const counts = `${again === 1 ? '1 message comes' : `${shownNumber(again)} messages come`} again, ${shownNumber(skipped)} ${skipped === 1 ? 'is' : 'are'} skipped`;
  const named = isNew ? `the new group ${group}` : group;
  return isExecuted
    ? `Moved ${named} in ${partitions}: ${counts}.`
    : `Would move ${named} in ${partitions}: ${counts}. Nothing was moved: add --execute.`;
}

/** `5 again`, `3 skipped`. */
export function shownMessages(messages: number): string {
  if (messages === 0) return '0';
  return messages > 0 ? `${shownNumber(messages)} again` : `${shownNumber(-messages)} skipped`;
}
