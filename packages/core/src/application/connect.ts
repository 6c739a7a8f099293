/** Connects to the brokers or the registry: attempts with growing pauses until `timeoutMs` has passed, each failure reported. */
import { setTimeout as wait } from 'node:timers/promises';
import { coreError } from '../errors/core-errors.js';
import { isKfwError, KfwError, toError } from '../errors/kfw-error.js';
import type { KfwEvents } from '../events/events.js';
import type { Monitor } from '../events/monitor.js';
import { backoffMs } from '../time/backoff.js';

export interface ConnectOptions {
  readonly target: KfwEvents['connection.retrying']['target'];
  readonly addresses: readonly string[];
  /** The setting of the address, such as `brokers in config/kafka.yml`. */
  readonly setting: string;
  readonly timeoutMs: number;
  readonly monitor: Monitor;
  readonly signal?: AbortSignal | undefined;
  attempt(): Promise<void>;
}

const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** Throws the error of the last attempt when time is up, and says so; throws at once what another attempt cannot fix. */
export async function connect(options: ConnectOptions): Promise<void> {
  const { target, addresses, setting, timeoutMs, monitor, signal } = options;
  const deadline = Date.now() + timeoutMs;
  let late: Error = coreError('KFW_STARTUP_TIMEOUT', { target, addresses, setting, timeoutMs });
  for (let attempt = 1; ; attempt++) {
    try {
      const attempted = options.attempt();
      return await unlessAborted(signal, timeoutMs === 0 ? attempted : attemptUntil(deadline, attempted, late));
    } catch (thrown) {
      const error = toError(thrown);
      const passing = isKfwError(error, 'KFW_BROKER_UNREACHABLE') || isKfwError(error, 'KFW_REGISTRY_UNREACHABLE');
      if (!passing || signal?.aborted) throw error;
      const leftMs = deadline - Date.now();
      if (leftMs < firstPauseMs) throw gaveUp(error, timeoutMs);
      const retryInMs = pauseBeforeAttempt(attempt, leftMs);
      monitor.publish('connection.retrying', { target, addresses, setting, attempt, retryInMs, error });
      late = error;
      await wait(retryInMs, undefined, signal && { signal });
    }
  }
}

/** A stop does not wait for a response that may never come. */
async function unlessAborted(signal: AbortSignal | undefined, attempt: Promise<void>): Promise<void> {
  if (signal === undefined) return attempt;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([attempt, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Grows with each attempt. Near the end it leaves time for one more attempt. */
function pauseBeforeAttempt(attempt: number, leftMs: number): number {
  const growing = backoffMs(attempt, { first: firstPauseMs, longest: longestPauseMs });
  return Math.min(growing, Math.max(firstPauseMs, Math.floor(leftMs / 2)));
}

function gaveUp(error: KfwError, timeoutMs: number): KfwError {
  return new KfwError(error.code, `${error.message} Gave up after ${timeoutMs} ms.`, { cause: error });
}

/** An attempt that is still running when time is up ends with `late`: the last error, or a timeout. */
async function attemptUntil(deadline: number, attempt: Promise<void>, late: Error): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late), Math.max(0, deadline - Date.now()));
  });
  try {
    await Promise.race([attempt, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
