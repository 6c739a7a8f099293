/**
 * The number of repeats that at-least-once allows: the in-flight window of each disturbance, added up.
 *
 * A message comes again when the worker that handled it could not commit it. Commits go out once per commit interval,
 * so a worker has in flight the messages that it handled within `windowMs`: one interval, and half of one until the
 * response. Their number is that of first appearances in the output within the window. So each disturbance allows for:
 *
 * - a worker that is killed or ends: the messages that it handled within the window before;
 * - a worker that is stopped and continued: the same, and those that it handled within the window after that, until it
 *   has noticed that it lost its partitions;
 * - a broker that is down and coordinated the group: the messages that all workers handled from the window before the
 *   kill until the window after every partition had a leader again. Another broker allows for no repeats: producing to
 *   its partitions is idempotent, and commits continue;
 * - a member that joins or leaves in order: running calls are finished and committed first, so the one call per
 *   partition that may outlast the rebalance.
 */
import type { Incident } from './incident.js';
import { type Handled, idOf } from './records.js';

export interface BoundOptions {
  readonly windowMs: number;
  /** The group that committed; `undefined` when any broker may have coordinated it. */
  readonly group: string | undefined;
  /** Of the input. */
  readonly partitions: number;
}

export interface Allowance {
  readonly incident: Incident;
  /** How many repeats it may cause. */
  readonly allowed: number;
  /** How many there were from it to the next incident, for people: an earlier incident may have caused some of them. */
  readonly repeated: number;
}

/** In the order of the incidents. The bound is the sum of the allowances. */
export function allowances(
  handled: readonly Handled[],
  incidents: readonly Incident[],
  options: BoundOptions,
): Allowance[] {
  const { firsts, repeats } = divide(handled);
  const inOrder = incidents.toSorted((a, b) => a.at - b.at);
  return inOrder.map((incident, index) => {
    const next = inOrder[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const repeated = repeats.filter(({ at }) => at >= incident.at && at < next).length;
    return { incident, allowed: allowedBy(incident, firsts, options), repeated };
  });
}

export function duplicateBound(
  handled: readonly Handled[],
  incidents: readonly Incident[],
  options: BoundOptions,
): number {
  return allowances(handled, incidents, options).reduce((sum, { allowed }) => sum + allowed, 0);
}

function allowedBy(
  { kind, at, until, of, groups }: Incident,
  firsts: readonly Handled[],
  options: BoundOptions,
): number {
  const { windowMs, group, partitions } = options;
  const within = (from: number, to: number, pid?: number): number =>
    firsts.filter((one) => one.at >= from && one.at <= to && (pid === undefined || one.pid === pid)).length;
  switch (kind) {
    case 'worker-killed':
    case 'worker-ended':
      return within(at - windowMs, until, of);
    case 'worker-frozen':
      return within(at - windowMs, until + windowMs, of);
    case 'broker-killed':
    case 'broker-frozen': {
      const ours = group === undefined || groups === undefined || groups.includes(group);
      return ours ? within(at - windowMs, until + windowMs) : 0;
    }
    case 'member-joined':
    case 'member-left':
      return partitions;
  }
}

/** First appearances and repeats. */
function divide(handled: readonly Handled[]): { firsts: Handled[]; repeats: Handled[] } {
  const seen = new Set<string>();
  const firsts: Handled[] = [];
  const repeats: Handled[] = [];
  for (const one of handled.toSorted((a, b) => a.at - b.at)) {
    (seen.has(idOf(one)) ? repeats : firsts).push(one);
    seen.add(idOf(one));
  }
  return { firsts, repeats };
}
