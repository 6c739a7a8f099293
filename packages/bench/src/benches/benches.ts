/** Every benchmark by its name on the command line; a new one is one line here. */
import type { Bench } from './bench.js';
import { boot } from './boot.js';
import { broker } from './broker.js';
import { compressed } from './compressed.js';
import { consume } from './consume.js';
import { keyed } from './keyed.js';
import { latency } from './latency.js';
import { memory } from './memory.js';
import { produce } from './produce.js';

export const benches: Readonly<Record<string, Bench>> = {
  consume,
  compressed,
  keyed,
  produce,
  latency,
  boot,
  memory,
  broker,
};

/** Runs them all, one after another. */
export const all = 'all';

export function benchesNamed(name: string): readonly Bench[] {
  const bench = benches[name];
  return name === all || bench === undefined ? Object.values(benches) : [bench];
}
