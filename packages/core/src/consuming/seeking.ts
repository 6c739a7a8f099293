/**
 * Where a lane reads on when it is not where it stopped: a seek that the handler asked for, carried out between two
 * batches, or the first message not marked after a failure. Of several seeks the last counts. Finding an offset takes a
 * request to the cluster, which a stop does not wait for.
 */
import type { Backlog } from './backlog.js';
import type { SeekTarget } from './locate.js';
import type { Wait } from './wait.js';

export interface SeekingHost {
  locate(target: SeekTarget): Promise<number>;
  /** The target of a seek is known, or there is none. */
  settled(): void;
  /** The backlog is empty and begins at `offset` now. */
  moved(offset: number): void;
}

export class Seeking {
  #found: Promise<number> | undefined;
  #offset: number | undefined;

  constructor(
    private readonly backlog: Backlog,
    private readonly wait: Wait,
    private readonly host: SeekingHost,
  ) {}

  /** Asked for, and neither carried out nor failed. */
  get isAsked(): boolean {
    return this.#found !== undefined;
  }

  /** Asks for a seek; resolves when the target is known, and rejects when there is none. */
  async to(target: SeekTarget): Promise<void> {
    const found = this.host.locate(target);
    this.#found = found;
    this.#offset = undefined;
    try {
      const offset = await found;
      if (this.#found === found) this.#offset = offset;
    } catch (thrown) {
      if (this.#found === found) this.#found = undefined;
      throw thrown;
    } finally {
      this.host.settled();
    }
  }

  /** Carries out a seek whose target is known. */
  carryOut(): void {
    const offset = this.#offset;
    if (offset === undefined) return;
    this.#cancel();
    this.backlog.restart(offset);
    this.host.moved(offset);
  }

  /** Carries a seek out as soon as its target is known, or gives up waiting when the lane `isHeld`. */
  async carriedOut(isHeld: () => boolean): Promise<void> {
    this.carryOut();
    while (this.isAsked && !isHeld()) {
      await this.wait.for(Number.POSITIVE_INFINITY);
      this.carryOut();
    }
  }

  /** To the first message not marked, after a failure: it comes again before any seek that its handler asked for. */
  goBack(): void {
    this.#cancel();
    const offset = this.backlog.rewind();
    if (offset !== undefined) this.host.moved(offset);
  }

  #cancel(): void {
    this.#found = undefined;
    this.#offset = undefined;
  }
}
