/**
 * Lets a program that kfw does not run end with nothing left in the buffer. What is buffered is delivered when the event
 * loop runs empty and on SIGTERM, SIGINT, SIGQUIT and SIGHUP. After a signal that nobody but kfw listens to, the process ends as by
 * that signal when all was delivered, and with exit code 1 when not; an app that listens itself ends itself. What
 * `process.exit` leaves no time for is written to the log, which is synchronous.
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

/** One Ctrl-C may come twice: from the terminal, and once more from npm, which passes it on to what it runs. */
const echoMs = 300;

/** As those of `kfw server`. */
const exitCodes = { lost: 1, forced: 2 } as const;

/** For as long as the process lives. `withinMs` bounds each flush. */
export function flushAtExit(lost: LostMessages, withinMs: number, host: EndingProcess = process): void {
  new FlushAtExit(lost, withinMs, host).listen();
}

class FlushAtExit {
  /** When a signal came that kfw ends the process for. */
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
      // The first, so that those of the app that listen once still count.
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

  /** Node asks again when what this started is over. */
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
