/**
 * A source that can begin anew: `restart` stops the present one, which gives back its partitions and leaves the group,
 * and puts a fresh one in its place, which joins it again. Nothing of a membership that has got stuck is kept. Whoever
 * holds it need not know.
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

  /** A restart that is on its way ends with it, and begins nothing. */
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
      // A source that is stopped while it joins says so in this way.
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
