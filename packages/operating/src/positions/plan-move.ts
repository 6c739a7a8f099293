/** Plans the move of a group without members, and executes the plan. Planning changes nothing. */
import type { Admin, OffsetChange, PartitionRange } from '@kfw/core';
import { operatingError } from '../errors.js';
import { byPlace, committedOffsets, type MovableGroup, movableGroup } from './movable-group.js';
import type { CommittedPosition, MovePlan, MoveRequest, PlannedMove, UnmovedPartition } from './move-plan.js';
import { existing, isSelected, selectedPartitions } from './selected-partitions.js';
import { exactTargets, limited, offsetOf, type Target, targetsOfPosition } from './target-offsets.js';

/** What planning asks. */
export type MoveLookup = Pick<
  Admin,
  'describeGroups' | 'groupOffsets' | 'listGroups' | 'listTopics' | 'offsetRanges' | 'offsetsAt'
>;

/**
 * Throws `KFW_GROUP_HAS_MEMBERS`, `KFW_GROUP_NOT_FOUND`, `KFW_TOPIC_NOT_FOUND`, `KFW_PARTITION_NOT_FOUND`,
 * `KFW_OFFSET_OUT_OF_RANGE`, `KFW_TIME_OUT_OF_RANGE`, and `KFW_NOTHING_TO_MOVE` for a plan without moves.
 */
export async function planMove(admin: MoveLookup, request: MoveRequest): Promise<MovePlan> {
  const group = await movableGroup(admin, request);
  const { targets, unmoved } = await findTargets(admin, request, group);
  const moves = targets.flatMap((target) => moveTo(target, group.committed) ?? []);
  const withoutOffset = targets.filter(({ to }) => to === undefined);
  if (moves.length === 0) throw operatingError('KFW_NOTHING_TO_MOVE', { group: sourceOf(request) });
  return {
    group: group.group,
    isNew: group.isNew,
    moves: moves.sort(byPlace),
    unmoved: [
      ...withoutOffset.map(({ topic, partition }) => ({ topic, partition, reason: 'nothingCommitted' as const })),
      ...unmoved,
    ].sort(byPlace),
  };
}

/**
 * Sets all offsets of the plan or none; returns them, with what was committed before. Throws as `admin.setGroupOffsets`:
 * `KFW_ADMIN_FAILED` when the group has got members since.
 */
export function executeMove(admin: Pick<Admin, 'setGroupOffsets'>, plan: MovePlan): Promise<OffsetChange[]> {
  return admin.setGroupOffsets(
    plan.group,
    plan.moves.map(({ topic, partition, to }) => ({ topic, partition, offset: to })),
  );
}

interface FoundTargets {
  readonly targets: readonly Target[];
  readonly unmoved: readonly UnmovedPartition[];
}

async function findTargets(admin: MoveLookup, request: MoveRequest, group: MovableGroup): Promise<FoundTargets> {
  const { to, topics } = request;
  switch (to.kind) {
    case 'position': {
      const { selection, gone } = await selectionOf(admin, topics, group.committed);
      const partitions = await selectedPartitions(admin, selection);
      return {
        targets: await targetsOfPosition(admin, to.position, partitions, group.committed),
        unmoved: gone,
      };
    }
    case 'group': {
      const offsets = await committedOffsets(admin, to.group);
      const { selection, gone } = await selectionOf(admin, topics, offsets);
      const partitions = await selectedPartitions(admin, selection);
      return { targets: partitions.flatMap((range) => copied(range, offsets)), unmoved: gone };
    }
    case 'offsets': {
      const offsets = to.offsets.filter((at) => topics === undefined || isSelected(at, topics));
      const named = offsets.map(({ topic, partition }) => ({ topic, partitions: [partition] }));
      const partitions = await selectedPartitions(admin, [...named, ...(topics ?? [])]);
      const ranges = partitions.map((range) => ({ ...range, to: offsetOf(offsets, range) }));
      return { targets: exactTargets(ranges.filter(hasOffset)), unmoved: [] };
    }
  }
}

async function selectionOf(admin: MoveLookup, topics: MoveRequest['topics'], committed: readonly CommittedPosition[]) {
  if (topics !== undefined) return { selection: topics, gone: [] };
  const { topics: selection, gone } = await existing(admin, committed);
  return {
    selection,
    gone: gone.map(({ topic, partition }) => ({ topic, partition, reason: 'topicDeleted' as const })),
  };
}

/** An offset that the source group cannot read either is limited: it would continue somewhere by its own rules. */
function copied(range: PartitionRange, offsets: readonly CommittedPosition[]): Target[] {
  const offset = offsetOf(offsets, range);
  return offset === undefined ? [] : [limited(range, offset)];
}

function hasOffset<Range extends PartitionRange & { readonly to: number | undefined }>(
  range: Range,
): range is Range & { readonly to: number } {
  return range.to !== undefined;
}

function moveTo(target: Target, committed: readonly CommittedPosition[]): PlannedMove | undefined {
  const { topic, partition, low, high, to, remark } = target;
  if (to === undefined) return undefined;
  const from = offsetOf(committed, target);
  // What the group would read next is within what there is.
  const messages = from === undefined ? 0 : Math.min(Math.max(from, low), high) - to;
  return { topic, partition, from: from ?? null, to, messages, ...(remark && { remark }) };
}

function sourceOf({ group, to }: MoveRequest): string {
  return to.kind === 'group' ? to.group : group;
}
