/** Checks a row against its goal: a figure that misses it is printed and is still an error. */
import type { KfwError } from '@kfw/core';
import { benchError } from '../errors.js';
import type { Row } from './row.js';

/** The error; `undefined` if the goal is reached, or there is none. */
export function missedGoal({ bench, goal, ratio }: Row): KfwError | undefined {
  if (goal === undefined) return undefined;
  const missed = Object.entries(ratio).filter(([, reached]) => !(reached >= goal));
  if (missed.length === 0) return undefined;
  const described = missed.map(([name, reached]) => `${reached.toFixed(2)} × ${name}`).join(', ');
  return benchError('KFW_BENCH_GOAL_MISSED', { bench, goal, missed: described });
}
