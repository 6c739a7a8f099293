/**
 * Keeps the embedded broker of a process running: when it stops while the process still needs it, it is joined or
 * started again as by any other command, with its data and at its ports, where the clients of the process reconnect.
 * A broker that cannot be started, or that keeps stopping, is given up with an error.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { toError } from '@kfw/core';
import { kfwError } from '../errors.js';
import type { EmbeddedFolder } from './folder/embedded-folder.js';
import { type EmbeddedLease, joinEmbedded } from './join-embedded.js';

/** A broker that the process has joined or started. */
export interface EmbeddedJoined {
  readonly brokers: string;
  readonly registry: string;
  /** Whether this process started it. */
  readonly started: boolean;
  /** Whether the previous one had stopped. */
  readonly rejoined: boolean;
  readonly folder: EmbeddedFolder;
}

export interface EmbeddedListener {
  joined(event: EmbeddedJoined): void;
  /** It has just stopped; `joined` or `lost` follows. */
  ended?(): void;
  /** It has stopped for good: `KFW_EMBEDDED_LOST`, or `KFW_EMBEDDED_MOVED`. Nothing is tried after that. */
  lost(error: Error): void;
}

export interface SupervisorOptions {
  readonly join?: (folder: EmbeddedFolder) => Promise<EmbeddedLease>;
  /** The pause between attempts to start it. */
  readonly pauseMs?: number;
}

const maxAttempts = 3;
/** A broker that ran this long does not count as one that keeps stopping. */
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

  /** Throws the errors of `joinEmbedded`. */
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

  /** This process no longer needs it. */
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

  /** A broker that stops right after its start counts as a failed attempt. */
  async #joinAgain(): Promise<EmbeddedLease> {
    for (;;) {
      this.#attempts += 1;
      if (this.#attempts > maxAttempts) throw lost(`it keeps stopping; its log is ${this.folder.logFile}.`);
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

  #reportJoined(rejoined: boolean): void {
    const { brokers, registry, started } = this.#lease;
    this.listener.joined({ brokers, registry, started, rejoined, folder: this.folder });
  }
}

function lost(reason: string, cause?: unknown): Error {
  return kfwError('KFW_EMBEDDED_LOST', { reason }, { cause });
}
