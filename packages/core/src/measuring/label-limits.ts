/**
 * Bounds the values of labels that a process does not know from the start: a value beyond the bound becomes `other`, so that no
 * stream of names fills the memory of a system that stores the series.
 */

/** How many values a label may have, per instrument. */
export const labelLimits: Readonly<Record<string, number>> = Object.freeze({ error: 50, topic: 1_000, broker: 200 });

export const otherValue = 'other';

export class LabelLimits {
  readonly #seen = new Map<string, Set<string>>();

  /** `value`, or `other`. */
  bounded(label: string, value: string): string {
    const limit = labelLimits[label];
    if (limit === undefined || value === otherValue) return value;
    const seen = this.#seenOf(label);
    if (seen.has(value)) return value;
    if (seen.size >= limit) return otherValue;
    seen.add(value);
    return value;
  }

  #seenOf(label: string): Set<string> {
    let seen = this.#seen.get(label);
    if (seen === undefined) {
      seen = new Set();
      this.#seen.set(label, seen);
    }
    return seen;
  }
}
