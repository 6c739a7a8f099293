/**
 * The embedded broker of a process, kept up: when it ends while the process still needs it, it is joined or started
 * again, as any next command does, with its data and at its ports, where the clients of the process find it again. One
 * that cannot be started, or that keeps ending, is given up with an error.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { toError } from '@kfw/core';
import { kfwError } from '../errors.js';
import type { EmbeddedFolder } from './folder/embedded-folder.js';
import { type EmbeddedLease, joinEmbedded } from './join-embedded.js';

/** How the process got to its broker. */
export interface EmbeddedJoined {
  readonly brokers: string;
  readonly registry: string;
  /** Whether this process started it. */
  readonly started: boolean;
  /** Whether that was because the one before has ended. */
  readonly again: boolean;
  readonly folder: EmbeddedFolder;
}

export interface EmbeddedListener {
  joined(news: EmbeddedJoined): void;
  /** It has ended, at this moment; `joined` or `lost` follows. */
  ended?(): void;
  /** It has ended and stays so: `KFW_EMBEDDED_LOST`, or `KFW_EMBEDDED_MOVED`. Nothing is tried after that. */
  lost(error: Error): void;
}

export interface SupervisorOptions {
  readonly join?: (folder: EmbeddedFolder) => Promise<EmbeddedLease>;
  /** Pause between attempts to start it. */
  readonly pauseMs?: number;
}

const maxAttempts = 3;
/** One that has run so long before it ended is no broker that keeps ending. */
const stableAfterMs = 30_000;

export class EmbeddedSupervisor {
  #lease: EmbeddedLease;
  #joinedAt = performance.now();
  #attempts = 0;
  #released = false;

  private constructor(
    private readonly folder: EmbeddedFolder,
    private readonly listener: EmbeddedListener,
    private readonly options: Required<SupervisorOptions>,
    first: EmbeddedLease,
  ) {
    this.#lease = first;
    this.#reportJoined(false);
    void this.#watch();
  }

  /** Throws what `joinEmbedded` throws. */
  static async join(
    folder: EmbeddedFolder,
    listener: EmbeddedListener,
    { join = joinEmbedded, pauseMs = 1_000 }: SupervisorOptions = {},
  ): Promise<EmbeddedSupervisor> {
    return new EmbeddedSupervisor(folder, listener, { join, pauseMs }, await join(folder));
  }

  get brokers(): string {
    return this.#lease.brokers;
  }

  get registry(): string {
    return this.#lease.registry;
  }

  /** This process needs it no more. */
  release(): void {
    this.#released = true;
    this.#lease.release();
  }

  async #watch(): Promise<void> {
    const { brokers, registry } = this.#lease;
    try {
      for (;;) {
        await this.#lease.gone;
        if (this.#released) return;
        this.listener.ended?.();
        if (performance.now() - this.#joinedAt > stableAfterMs) this.#attempts = 0;
        this.#lease = await this.#joinAgain();
        this.#joinedAt = performance.now();
        if (this.#released) return this.#lease.release();
        if (this.#lease.brokers !== brokers || this.#lease.registry !== registry) throw this.#moved();
        this.#reportJoined(true);
      }
    } catch (thrown) {
      if (!this.#released) this.listener.lost(toError(thrown));
    }
  }

  /** A broker that ends right after it was started counts as one that could not be. */
  async #joinAgain(): Promise<EmbeddedLease> {
    for (;;) {
      this.#attempts += 1;
      if (this.#attempts > maxAttempts) throw lost(`it keeps ending; its log is ${this.folder.logFile}.`);
      try {
        return await this.options.join(this.folder);
      } catch (thrown) {
        if (this.#attempts === maxAttempts) throw lost(toError(thrown).message, thrown);
        await delay(this.options.pauseMs);
      }
    }
  }

  #moved(): Error {
    const { brokers, registry } = this.#lease;
    this.#lease.release();
    return kfwError('KFW_EMBEDDED_MOVED', { brokers, registry });
  }

  #reportJoined(again: boolean): void {
    const { brokers, registry, started } = this.#lease;
    this.listener.joined({ brokers, registry, started, again, folder: this.folder });
  }
}

function lost(reason: string, cause?: unknown): Error {
  return kfwError('KFW_EMBEDDED_LOST', { reason }, { cause });
}
