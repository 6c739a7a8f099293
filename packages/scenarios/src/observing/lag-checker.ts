/**
 * Knows when each message of a topic was produced and which are finished, and compares the lag in seconds that was measured with the
 * age of the oldest unfinished one.
 */
export interface LagSample {
  readonly truth: number;
  readonly measured: number | null;
}

interface Phase {
  readonly topic: string;
  readonly phase: string;
  readonly samples: LagSample[];
}

export class LagChecker {
  /** By topic, when each unfinished message was produced, in milliseconds since the epoch. */
  readonly #unfinished = new Map<string, Map<number, number>>();
  readonly #phases: Phase[] = [];

  produced(topic: string, id: number): void {
    const unfinished = this.#unfinished.get(topic) ?? new Map<number, number>();
    this.#unfinished.set(topic, unfinished.set(id, Date.now()));
  }

  finished(topic: string, id: number): void {
    this.#unfinished.get(topic)?.delete(id);
  }

  /** The age in seconds of the oldest unfinished message; 0 without one. */
  truth(topic: string): number {
    const times = [...(this.#unfinished.get(topic)?.values() ?? [])];
    return times.length === 0 ? 0 : (Date.now() - Math.min(...times)) / 1_000;
  }

  unfinished(topic: string): number {
    return this.#unfinished.get(topic)?.size ?? 0;
  }

  /** `measured` was read just now. */
  compare(phase: string, topic: string, measured: number | null): void {
    let known = this.#phases.find((each) => each.phase === phase && each.topic === topic);
    if (known === undefined) {
      known = { phase, topic, samples: [] };
      this.#phases.push(known);
    }
    known.samples.push({ truth: this.truth(topic), measured });
  }

  /** By phase and topic: the last sample, and the largest difference of all in seconds. */
  get results() {
    return this.#phases.map(({ phase, topic, samples }) => {
      const differences = samples.map(({ truth, measured }) =>
        Math.abs((measured ?? Number.POSITIVE_INFINITY) - truth),
      );
      const last = samples.at(-1) ?? { truth: 0, measured: null };
      return { phase, topic, samples: samples.length, ...last, worst: Math.max(...differences) };
    });
  }

  /** One line for each of them. */
  get table(): string {
    const seconds = (value: number | null) => (value === null ? 'unknown' : value.toFixed(3)).padStart(9);
    const rows = this.results.map(
      ({ phase, topic, samples, truth, measured, worst }) =>
        `${phase.padEnd(14)}${topic.padEnd(20)}${seconds(truth)}${seconds(measured)}${seconds(worst)}${String(samples).padStart(9)}`,
    );
    return [`${'phase'.padEnd(14)}${'partition'.padEnd(20)}    truth measured    worst  samples`, ...rows].join('\n');
  }
}
