/**
 * How many repeats at-least-once allows: the in-flight window of each disturbance, added up over all of them.
 *
 * A message comes again when whoever handled it could not commit that it had. Commits go out once per commit interval, so
 * what a worker has in flight is what it handled within `windowMs`: one interval, and half of one until the answer is there.
 * How many messages that is, the output says: those that appeared in it for the first time within the window. So each
 * disturbance allows for:
 *
 * - a worker that is killed or ends: what it handled within the window before;
 * - a worker that is stopped and goes on: the same, and what it handled within the window after it went on, until it has
 *   noticed that its partitions are another's;
 * - a broker that is away and took the group's commits: what all workers handled from the window before it went until the
 *   window after every partition had a leader again. Another broker's absence allows for nothing: what is sent again to its
 *   partitions is idempotent, and commits go on;
 * - a member that joins or leaves in order: what is running is finished and committed first, so the one call per partition
 *   that may outlast the rebalance.
 */
import type { Incident } from './incident.js';
import { type Handled, idOf } from './records.js';

export interface BoundOptions {
  readonly windowMs: number;
  /** Whose commits they are; `undefined` when any broker may have taken them. */
  readonly group: string | undefined;
  /** Of the input. */
  readonly partitions: number;
}

export function duplicateBound(
  handled: readonly Handled[],
  incidents: readonly Incident[],
  { windowMs, group, partitions }: BoundOptions,
): number {
  const firsts = firstAppearances(handled);
  const within = (from: number, until: number, pid?: number): number =>
    firsts.filter((one) => one.at >= from && one.at <= until && (pid === undefined || one.pid === pid)).length;
  let bound = 0;
  for (const { kind, at, until, of, groups } of incidents) {
    switch (kind) {
      case 'worker-killed':
      case 'worker-ended':
        bound += within(at - windowMs, at, of);
        break;
      case 'worker-frozen':
        bound += within(at - windowMs, until + windowMs, of);
        break;
      case 'broker-killed':
      case 'broker-frozen':
        if (group === undefined || groups === undefined || groups.includes(group))
          bound += within(at - windowMs, until + windowMs);
        break;
      case 'member-joined':
      case 'member-left':
        bound += partitions;
        break;
    }
  }
  return bound;
}

function firstAppearances(handled: readonly Handled[]): Handled[] {
  const seen = new Set<string>();
  const firsts: Handled[] = [];
  for (const one of handled.toSorted((a, b) => a.at - b.at)) {
    const id = idOf(one);
    if (seen.has(id)) continue;
    seen.add(id);
    firsts.push(one);
  }
  return firsts;
}
