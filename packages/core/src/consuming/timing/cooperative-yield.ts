/**
 * Yields to the event loop after `sliceMs` of work. Otherwise handlers that never await would keep fetching, heartbeats and
 * signals from running as long as there is a backlog. Each check costs one clock reading.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

const sliceMs = 10;

export class CooperativeYield {
  #since = performance.now();

  /** A lane begins to work: the slice starts now. */
  beginSlice(): void {
    this.#since = performance.now();
  }

  /** A promise when it is time to yield, else `undefined`: the common case costs no promise. */
  yieldIfDue(): Promise<void> | undefined {
    return performance.now() - this.#since < sliceMs ? undefined : this.#yield();
  }

  async #yield(): Promise<void> {
    await nextTurn();
    this.beginSlice();
  }
}
