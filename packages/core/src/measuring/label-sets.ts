/**
 * The labels of one instrument's series, without the partition: each set is one object for as long as the process runs, so that series are
 * grouped by it, and exporters may keep what they make of it. Values beyond their limits are `other`, which bounds the sets.
 */
import { LabelLimits } from './label-limits.js';

export type LabelSet = Readonly<Record<string, string>>;

export class LabelSets {
  readonly #sets = new Map<string, LabelSet>();
  readonly #limits = new LabelLimits();

  constructor(private readonly names: readonly string[]) {}

  /** Asked for each value of a gauge: no list and no object is made for a set that is known. */
  of(given: Readonly<Record<string, string | number>>): LabelSet {
    let key = '';
    for (const name of this.names) key += `${this.#limits.bounded(name, String(given[name]))}\u0000`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const values = key.split('\u0000');
    const set = Object.freeze(Object.fromEntries(this.names.map((name, at) => [name, values[at] ?? ''])));
    this.#sets.set(key, set);
    return set;
  }
}
