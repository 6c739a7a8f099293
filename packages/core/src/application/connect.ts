/** Reaching what an app depends on: attempts with growing pauses, each reported, until `timeoutMs` has passed. */
import { setTimeout as wait } from 'node:timers/promises';
import { isKfwError, KfwError, toError } from '../errors/kfw-error.js';
import type { KfwEvents } from '../events/events.js';
import type { Monitor } from '../events/monitor.js';

export interface ConnectOptions {
  readonly target: KfwEvents['connection.retrying']['target'];
  readonly addresses: readonly string[];
  /** What to change when the address is wrong, such as `brokers in config/kafka.yml`. */
  readonly setting: string;
  readonly timeoutMs: number;
  readonly monitor: Monitor;
  readonly signal?: AbortSignal | undefined;
  attempt(): Promise<void>;
}

const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** Throws the last attempt's error when time is up, which it then says, and at once what trying again cannot mend. */
export async function connect(options: ConnectOptions): Promise<void> {
  const { target, addresses, setting, timeoutMs, monitor, signal } = options;
  const deadline = Date.now() + timeoutMs;
  let last: Error | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptUntil(deadline, options.attempt(), last);
    } catch (thrown) {
      const error = toError(thrown);
      const passing = isKfwError(error, 'KFW_BROKER_UNREACHABLE') || isKfwError(error, 'KFW_REGISTRY_UNREACHABLE');
      if (!passing || signal?.aborted) throw error;
      const leftMs = deadline - Date.now();
      if (leftMs < firstPauseMs) throw gaveUp(error, timeoutMs);
      const retryInMs = pauseBefore(attempt, leftMs);
      monitor.publish('connection.retrying', { target, addresses, setting, attempt, retryInMs, error });
      last = error;
      await wait(retryInMs, undefined, signal && { signal });
    }
  }
}

/** Grows with each attempt. Near the end it leaves time for one more. */
function pauseBefore(attempt: number, leftMs: number): number {
  const growing = Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs);
  return Math.min(growing, Math.max(firstPauseMs, Math.floor(leftMs / 2)));
}

function gaveUp(error: KfwError, timeoutMs: number): KfwError {
  return new KfwError(error.code, `${error.message} Gave up after ${timeoutMs} ms.`, { cause: error });
}

/** The first attempt may take its own time; a later one that is still running when time is up ends with the last error. */
async function attemptUntil(deadline: number, attempt: Promise<void>, last: Error | undefined): Promise<void> {
  if (last === undefined) return attempt;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(last), Math.max(0, deadline - Date.now()));
  });
  try {
    await Promise.race([attempt, late]);
  } finally {
    clearTimeout(timer);
  }
}
