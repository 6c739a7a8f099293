/**
 * Gives way to the event loop. Handlers that never wait would otherwise keep fetching, heartbeats and signals from
 * running for as long as there is a backlog. Asking costs a clock reading; giving way, only after `sliceMs` of work.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

const sliceMs = 10;

export class CooperativeYield {
  #since = performance.now();

  /** Another lane, or this one before, has just begun to work. */
  beginSlice(): void {
    this.#since = performance.now();
  }

  /** A promise when it is time to give way, `undefined` when not: the common case costs no promise. */
  yieldIfDue(): Promise<void> | undefined {
    return performance.now() - this.#since < sliceMs ? undefined : this.#yield();
  }

  async #yield(): Promise<void> {
    await nextTurn();
    this.beginSlice();
  }
}
