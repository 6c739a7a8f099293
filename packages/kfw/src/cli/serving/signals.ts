/**
 * Turns signals into what a server does: SIGINT and SIGTERM stop it, a second one forces the stop, SIGTSTP quiets it,
 * SIGTTIN tells what it is doing.
 */
import type { Monitor, Server } from '@kfw/core';

/** One Ctrl-C may come twice: from the terminal, and once more from npm, which passes it on to what it runs. */
const sameSignalMs = 300;

type Served = Pick<Server, 'stop' | 'quiet' | 'inspect'>;

/** Listens until the process ends. */
export function serveSignals(server: Served, monitor: Monitor, now: () => number = () => performance.now()): void {
  const last = new Map<NodeJS.Signals, number>();
  const on = (signal: NodeJS.Signals, act: () => unknown): void => {
    process.on(signal, () => {
      const repeated = now() - (last.get(signal) ?? Number.NEGATIVE_INFINITY) < sameSignalMs;
      last.set(signal, now());
      if (repeated) return;
      monitor.publish('signal.received', { signal });
      act();
    });
  };
  on('SIGINT', () => server.stop('SIGINT'));
  on('SIGTERM', () => server.stop('SIGTERM'));
  on('SIGTSTP', () => server.quiet('SIGTSTP'));
  on('SIGTTIN', () => server.inspect());
}
