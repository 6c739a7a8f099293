/**
 * The signals that end `kfw broker`. The first one asks for a stop in order; a second one ends the process at once, and so
 * does the first where the broker does not even start: whatever Node waits for then, the signal's own effect ends it.
 */
import { exitCodes } from '../exit-codes.js';

/** One Ctrl-C may come twice, from the terminal and from npm. */
const echoMs = 300;
const startsWithinMs = 2_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const;

type Ending = (typeof signals)[number];

export interface Interruption {
  /** Resolves with the first signal. */
  readonly signal: Promise<Ending>;
  /** The broker runs: from now on it is stopped in order. */
  started(): void;
}

/** Listens until the process ends. */
export function interruption(): Interruption {
  const first = Promise.withResolvers<Ending>();
  let heardAt: number | undefined;
  let impatience: NodeJS.Timeout | undefined;
  let isStarted = false;
  const hear = (signal: Ending): void => {
    const now = performance.now();
    if (heardAt === undefined) {
      heardAt = now;
      if (!isStarted) impatience = setTimeout(endBy, startsWithinMs, signal);
      first.resolve(signal);
    } else if (now - heardAt >= echoMs) {
      if (isStarted) process.exit(exitCodes.forcedStop);
      endBy(signal);
    }
  };
  for (const signal of signals) process.on(signal, () => hear(signal));
  return {
    signal: first.promise,
    started() {
      isStarted = true;
      clearTimeout(impatience);
    },
  };
}

function endBy(signal: Ending): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
