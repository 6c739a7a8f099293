/**
 * The lifecycle of a server, as a state machine:
 *
 *   initialized → connecting → running → quiet → stopping → stopped
 *
 * A stop is allowed in any state before `stopping`. `quiet` (no new work, partitions kept) is allowed from `connecting` on,
 * and only a stop follows it. The one setter rejects transitions that are not in the table.
 */
export type LifecycleState = 'initialized' | 'connecting' | 'running' | 'quiet' | 'stopping' | 'stopped';

const transitions: Readonly<Record<LifecycleState, readonly LifecycleState[]>> = {
  initialized: ['connecting', 'stopping'],
  connecting: ['running', 'quiet', 'stopping'],
  running: ['quiet', 'stopping'],
  quiet: ['stopping'],
  stopping: ['stopped'],
  stopped: [],
};

export const lifecycleStates = Object.keys(transitions) as readonly LifecycleState[];

export class Lifecycle {
  #state: LifecycleState = 'initialized';

  get state(): LifecycleState {
    return this.#state;
  }

  allows(next: LifecycleState): boolean {
    return transitions[this.#state].includes(next);
  }

  enter(next: LifecycleState): void {
    if (!this.allows(next)) throw new Error(`A server that is ${this.#state} cannot become ${next}.`);
    this.#state = next;
  }
}
