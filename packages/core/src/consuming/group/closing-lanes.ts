/**
 * Lanes of revoked partitions whose `@OnRevoked` or `@OnShutdown` still runs. A hanging callback blocks its group only
 * until the deadline of the revocation; a stop waits for it, and names it if the stop has to be forced.
 */
import type { RunningWork } from '../../events/events.js';
import type { Lane } from '../lane/lane.js';

export class ClosingLanes {
  readonly #closing = new Map<Lane, Promise<void>>();

  /** Runs the callback of each; resolves when all have ended. Never rejects. */
  async close(lanes: readonly Lane[], kind: 'onRevoked' | 'onShutdown'): Promise<void> {
    const callbacks = lanes.map((lane) => {
      const callback = lane.callback(kind).finally(() => this.#closing.delete(lane));
      this.#closing.set(lane, callback);
      return callback;
    });
    await Promise.all(callbacks);
  }

  get running(): RunningWork[] {
    return [...this.#closing.keys()].flatMap((lane) => lane.running ?? []);
  }

  /** Resolves when none is left. */
  async closed(): Promise<void> {
    await Promise.all(this.#closing.values());
  }
}
