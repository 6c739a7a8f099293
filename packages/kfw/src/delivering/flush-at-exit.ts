/**
 * Delivers buffered messages before a program that kfw does not run ends: when the event loop runs empty, and on
 * SIGTERM, SIGINT, SIGQUIT and SIGHUP. After a signal that only kfw listens to, the process ends as by that signal if
 * everything was delivered, and with exit code 1 if not; an app with its own listener ends itself. Messages that
 * `process.exit` leaves no time for are written to the log, which is synchronous.
 */
import { settlesWithin } from '@kfw/core';
import { kfwError } from '../errors.js';
import { bufferedMessages, flush } from './buffered-messages.js';
import type { LostMessages } from './lost-messages.js';

/** The part of `process` that is used here. */
export type EndingProcess = Pick<
  NodeJS.Process,
  'on' | 'prependListener' | 'removeListener' | 'listenerCount' | 'kill' | 'exit' | 'pid' | 'exitCode'
>;

const signals = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

/** One Ctrl-C may arrive twice: from the terminal, and from npm, which forwards it to its child. */
const echoMs = 300;

/** The same as those of `kfw server`. */
const exitCodes = { lost: 1, forced: 2 } as const;

/** Listens until the process ends. `withinMs` bounds each flush. */
export function flushAtExit(lost: LostMessages, withinMs: number, host: EndingProcess = process): void {
  new FlushAtExit(lost, withinMs, host).listen();
}

class FlushAtExit {
  /** The time of the signal that kfw ends the process for. */
  #endingSince: number | undefined;
  #gaveUp = false;

  constructor(
    private readonly lost: LostMessages,
    private readonly withinMs: number,
    private readonly host: EndingProcess,
  ) {}

  listen(): void {
    this.host.on('beforeExit', () => void this.#onBeforeExit());
    this.host.on('exit', () => this.#onExit());
    for (const signal of signals) {
      const listener = (): void => this.#onSignal(signal, listener);
      // First, so that one-time listeners of the app still count.
      this.host.prependListener(signal, listener);
    }
  }

  #onSignal(signal: Signal, listener: () => void): void {
    if (this.#endingSince !== undefined) {
      if (performance.now() - this.#endingSince < echoMs) return;
      this.#giveUp(`a second ${signal}`);
      this.host.exit(exitCodes.forced);
    } else if (this.host.listenerCount(signal) > 1) {
      void flush();
    } else {
      this.#endingSince = performance.now();
      void this.#end(signal, listener);
    }
  }

  async #end(signal: Signal, listener: () => void): Promise<void> {
    const before = this.lost.count;
    this.lost.endReports();
    await this.#flush(`after ${signal}`);
    if (this.lost.count > before) this.host.exit(exitCodes.lost);
    this.host.removeListener(signal, listener);
    this.host.kill(this.host.pid, signal);
  }

  /** Node emits `beforeExit` again once this work is done. */
  async #onBeforeExit(): Promise<void> {
    if (bufferedMessages().length > 0 && !this.#gaveUp) await this.#flush('before the process ran empty');
    else if (this.lost.count > 0) this.host.exitCode ||= exitCodes.lost;
  }

  #onExit(): void {
    if (this.#gaveUp || bufferedMessages().length === 0) return;
    this.#giveUp('process.exit');
    this.host.exitCode ||= exitCodes.lost;
  }

  async #flush(when: string): Promise<void> {
    const inTime = await settlesWithin(this.withinMs, flush());
    if (!inTime) this.#giveUp(`${this.withinMs} ms ${when}`);
  }

  #giveUp(after: string): void {
    this.#gaveUp = true;
    this.lost.add(bufferedMessages(), kfwError('KFW_PROCESS_ENDED', { after }));
  }
}
