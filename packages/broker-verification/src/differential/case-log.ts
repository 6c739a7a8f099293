/** The log of one case: the ids of each broker, and the differences that are not accepted. */
import { type AcceptedDifference, acceptedDifferences } from './accepted-differences.js';
import { SeenIds } from './comparable.js';
import { type Difference, lineOf } from './differences.js';
import { PerSide } from './per-side.js';
import { isTransient } from './transient-codes.js';

export class CaseLog {
  readonly seen = PerSide.of(() => new SeenIds());
  readonly differences: string[] = [];
  readonly #afterwards: (() => void)[] = [];
  #asked = 0;
  #about = '';

  constructor(
    /** The prefix of all names of this run. */
    readonly run: string,
    /** A name that nothing else has, the same on both sides. */
    readonly name: (hint: string) => string,
    readonly versionsOf: (api: string) => readonly number[],
    private readonly met: Set<AcceptedDifference>,
  ) {}

  /** How many requests have been compared. */
  get asked(): number {
    return this.#asked;
  }

  /** Names the subject of the next requests, in a case with many. */
  note(about: string): void {
    this.#about = about;
  }

  compared(api: string, version: number, differences: readonly Difference[]): void {
    this.#asked++;
    for (const difference of differences) {
      const accepted = this.#acceptance(api, version, difference);
      if (accepted === undefined)
        this.differences.push(`${this.#asked}. ${api} v${version} (${this.#about}) ${lineOf(difference)}`);
      else this.met.add(accepted);
    }
  }

  /** Those that are not accepted. */
  unmeant(api: string, version: number, differences: readonly Difference[]): readonly Difference[] {
    return differences.filter((difference) => this.#acceptance(api, version, difference) === undefined);
  }

  after(act: () => void): void {
    this.#afterwards.push(act);
  }

  #acceptance(api: string, version: number, difference: Difference): AcceptedDifference | undefined {
    if (isTransient(difference)) return undefined;
    return acceptedDifferences.find(
      ({ apis, about, covers }) =>
        apis.includes(api) && (about === undefined || about === this.#about) && covers(difference, version),
    );
  }

  end(): void {
    for (const act of this.#afterwards) act();
  }
}
