/**
 * The time until a partition continues after its leader was killed: from the first metadata answer that named a leader
 * again, for all that the broker had led, to the next message of the partition in the output. The slowest partition counts.
 */
import type { Incident } from './incident.js';
import type { Handled } from './records.js';

export interface Recovery {
  readonly broker: number;
  readonly at: number;
  readonly alone: boolean;
  /** From the kill to the answer with leaders. */
  readonly leaderlessMs: number;
  /** `undefined` when a partition never continued. */
  readonly recoveryMs: number | undefined;
  /** The slowest partition of the input. */
  readonly partition: number;
}

/** Of each broker that was killed or stopped and whose partitions had to move, and that led any of the input. */
export function recoveries(handled: readonly Handled[], incidents: readonly Incident[]): Recovery[] {
  const times = new Map<number, number[]>();
  for (const { partition, at } of handled) {
    const own = times.get(partition);
    if (own === undefined) times.set(partition, [at]);
    else own.push(at);
  }
  for (const own of times.values()) own.sort((a, b) => a - b);
  return incidents.flatMap(({ of: broker, at, partitions = [], leadersAt, alone = false }) => {
    if (leadersAt === undefined || partitions.length === 0) return [];
    const waits = partitions.map((partition) => {
      const next = times.get(partition)?.find((time) => time >= leadersAt);
      return { partition, ms: next === undefined ? Number.POSITIVE_INFINITY : next - leadersAt };
    });
    const slowest = waits.reduce((worst, wait) => (wait.ms > worst.ms ? wait : worst));
    const recoveryMs = Number.isFinite(slowest.ms) ? slowest.ms : undefined;
    return [{ broker, at, alone, leaderlessMs: leadersAt - at, recoveryMs, partition: slowest.partition }];
  });
}
