/**
 * Lanes that are gone, and whose `@OnRevoked` or `@OnShutdown` still runs. A callback that hangs holds a group up until
 * the deadline of its revocation only; a stop waits for it, and names it when the stop has to be forced.
 */
import type { RunningWork } from '../events/events.js';
import type { Lane } from './lane.js';

export class Departures {
  readonly #leaving = new Map<Lane, Promise<void>>();

  /** Runs the callback of each; resolves when all have ended. Never rejects. */
  async begin(lanes: readonly Lane[], kind: 'onRevoked' | 'onShutdown'): Promise<void> {
    const callbacks = lanes.map((lane) => {
      const callback = lane.callback(kind).finally(() => this.#leaving.delete(lane));
      this.#leaving.set(lane, callback);
      return callback;
    });
    await Promise.all(callbacks);
  }

  get running(): RunningWork[] {
    return [...this.#leaving.keys()].flatMap((lane) => lane.running ?? []);
  }

  /** Resolves when none is left. */
  async ended(): Promise<void> {
    await Promise.all(this.#leaving.values());
  }
}
