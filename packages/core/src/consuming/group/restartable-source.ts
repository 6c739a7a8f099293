/**
 * A source that can restart: `restart` stops the current source, which revokes its partitions and leaves the group, and
 * replaces it with a new one, which joins the group again. No state of a stuck membership is kept.
 */
import type { OffsetCommit, Source, SourceHandlers, SourceProgress } from '../../ports/transport.js';

type Position = Parameters<Source['resetTo']>[0];
type Partitions = Parameters<Source['pause']>[0];

export class RestartableSource implements Source {
  #current: Source;
  #handlers: SourceHandlers | undefined;
  #stopped = false;

  constructor(private readonly create: () => Source) {
    this.#current = create();
  }

  start(handlers: SourceHandlers): Promise<void> {
    this.#handlers = handlers;
    return this.#current.start(handlers);
  }

  /** Ends a running restart as well. */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.#current.stop();
  }

  /** Resolves when the member is in its group again. Throws what a start throws. */
  async restart(): Promise<void> {
    await this.#current.stop();
    if (this.#handlers === undefined || this.#stopped) return;
    this.#current = this.create();
    try {
      await this.#current.start(this.#handlers);
    } catch (thrown) {
      // A source that is stopped while it joins rejects its start.
      if (!this.#stopped) throw thrown;
    }
  }

  pause(partitions: Partitions): void {
    this.#current.pause(partitions);
  }

  resume(partitions: Partitions): void {
    this.#current.resume(partitions);
  }

  resetTo(position: Position): void {
    this.#current.resetTo(position);
  }

  progress(): SourceProgress | undefined {
    return this.#current.progress?.();
  }

  commit(offsets: readonly OffsetCommit[]): Promise<{ readonly stale: readonly OffsetCommit[] }> {
    return this.#current.commit(offsets);
  }
}
