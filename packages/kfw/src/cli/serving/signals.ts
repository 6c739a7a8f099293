/**
 * Turns signals into what a server does: SIGINT and SIGTERM stop it, a second one forces the stop, SIGTSTP quiets it,
 * SIGTTIN tells what it is doing.
 */
import type { Monitor, Server } from '@kfw/core';

/** One Ctrl-C may come twice: from the terminal, and once more from npm, which passes it on to what it runs. */
const echoMs = 300;

type Served = Pick<Server, 'stop' | 'quiet' | 'inspect'>;

/** Listens until the process ends. */
export function serveSignals(server: Served, monitor: Monitor, now: () => number = () => performance.now()): void {
  const on = (signal: NodeJS.Signals, act: () => unknown): void => {
    process.on(signal, () => {
      monitor.publish('signal.received', { signal });
      act();
    });
  };
  const stopOn = (signal: NodeJS.Signals): void => {
    let heardAt = Number.NEGATIVE_INFINITY;
    on(signal, () => {
      if (now() - heardAt < echoMs) return;
      heardAt = now();
      server.stop(signal);
    });
  };
  stopOn('SIGINT');
  stopOn('SIGTERM');
  on('SIGTSTP', () => server.quiet('SIGTSTP'));
  on('SIGTTIN', () => server.inspect());
}
