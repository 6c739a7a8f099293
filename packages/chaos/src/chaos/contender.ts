/**
 * A kind of worker in the run: its program, its group and topics, and its processes. Every contender meets the same
 * disturbances at the same time; the verdict is about kfw, the others are run for comparison.
 */
import type { WorkerProcess } from './worker-process.js';

export const contenderNames = ['kfw', 'kafkajs', 'nestjs'] as const;

export type ContenderName = (typeof contenderNames)[number];

export const inputPartitions = 12;

export interface Topics {
  readonly input: string;
  readonly output: string;
  readonly deadLetters: string;
}

export interface Contender extends Topics {
  readonly name: ContenderName;
  readonly group: string;
  /** The three that are always there. */
  readonly members: readonly WorkerProcess[];
  /** The one that joins and leaves. */
  readonly guest: WorkerProcess;
}

export const namesOf = (name: ContenderName): Topics & { readonly group: string } => ({
  group: `chaos-${name}`,
  input: `chaos-${name}-in`,
  output: `chaos-${name}-out`,
  deadLetters: `chaos-${name}-dead`,
});
