/** Dead letters counted by where they came from and why. Holds a row for each kind, and no letter. */
import type { DeadLetter } from './dead-letter.js';
import { type LetterScan, scanLetters } from './scan-letters.js';

export interface LetterCount {
  /** The dead-letter topic. */
  readonly topic: string;
  /** `null` for letters without kfw's headers. */
  readonly sourceTopic: string | null;
  /** `null` where the handler decided, and without kfw's headers. */
  readonly errorClass: string | null;
  readonly count: number;
  /** The first time that one of them failed. `null` when none of them has a time. */
  readonly firstFailedAt: Date | null;
  /** The last time that one of them came to the dead-letter topic. */
  readonly lastFailedAt: Date | null;
}

type Row = { -readonly [Field in keyof LetterCount]: LetterCount[Field] };

export class LetterTally {
  readonly #rows = new Map<string, Row>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Most frequent first. */
  get rows(): readonly LetterCount[] {
    return [...this.#rows.values()].sort((one, other) => other.count - one.count);
  }

  add({ place: { topic }, source, error, firstFailedAt, failedAt }: DeadLetter): void {
    const sourceTopic = source?.topic ?? null;
    const errorClass = error.class ?? null;
    const kind = JSON.stringify([topic, sourceTopic, errorClass]);
    let row = this.#rows.get(kind);
    if (row === undefined) {
      row = { topic, sourceTopic, errorClass, count: 0, firstFailedAt: null, lastFailedAt: null };
      this.#rows.set(kind, row);
    }
    this.#total++;
    row.count++;
    const first = firstFailedAt ?? failedAt;
    const last = failedAt ?? firstFailedAt;
    if (first !== undefined && (row.firstFailedAt === null || first < row.firstFailedAt)) row.firstFailedAt = first;
    if (last !== undefined && (row.lastFailedAt === null || last > row.lastFailedAt)) row.lastFailedAt = last;
  }
}

/** Throws what the reader throws. */
export async function countLetters(scan: LetterScan): Promise<LetterTally> {
  const tally = new LetterTally();
  for await (const { letter } of scanLetters(scan)) tally.add(letter);
  return tally;
}
