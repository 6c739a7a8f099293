/**
 * The signals that end `kfw broker`. The first one asks for an orderly stop; a second one ends the process at once,
 * and so does the first while the broker is still starting: then the signal's default effect ends the process,
 * whatever Node is waiting for.
 */
import { exitCodes } from '../exit/exit-codes.js';

/** One Ctrl-C may come twice, from the terminal and from npm. */
const echoMs = 300;
const startsWithinMs = 2_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const;

type Ending = (typeof signals)[number];

export interface StopSignals {
  /** Resolves with the first signal. */
  readonly signal: Promise<Ending>;
  /** The broker runs: from now on a signal stops it in order. */
  started(): void;
}

/** Listens until the process ends. */
export function listenForStop(): StopSignals {
  const first = Promise.withResolvers<Ending>();
  let receivedAt: number | undefined;
  let startTimer: NodeJS.Timeout | undefined;
  let isStarted = false;
  const receive = (signal: Ending): void => {
    const now = performance.now();
    if (receivedAt === undefined) {
      receivedAt = now;
      if (!isStarted) startTimer = setTimeout(endBy, startsWithinMs, signal);
      first.resolve(signal);
    } else if (now - receivedAt >= echoMs) {
      if (isStarted) process.exit(exitCodes.forcedStop);
      endBy(signal);
    }
  };
  for (const signal of signals) process.on(signal, () => receive(signal));
  return {
    signal: first.promise,
    started() {
      isStarted = true;
      clearTimeout(startTimer);
    },
  };
}

function endBy(signal: Ending): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
