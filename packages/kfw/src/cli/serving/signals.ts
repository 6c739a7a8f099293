/**
 * The signals of a server: SIGINT, SIGTERM and SIGQUIT stop it, and a second one forces the stop. SIGHUP stops it as
 * well and never forces: a closing terminal and systemd's SendSIGHUP= send it together with another signal. SIGTSTP
 * quiets, SIGTTIN reports the state of the server.
 */
import type { Monitor } from '@kfw/core';
import type { Server } from '@kfw/core/internal';

/** One Ctrl-C may arrive twice: from the terminal, and from npm, which forwards it to its child. */
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
  let isStopping = false;
  let hungUpAt = Number.NEGATIVE_INFINITY;
  const stopOn = (signal: NodeJS.Signals): void => {
    let receivedAt = Number.NEGATIVE_INFINITY;
    on(signal, () => {
      isStopping = true;
      if (now() - Math.max(receivedAt, hungUpAt) < echoMs) return;
      receivedAt = now();
      server.stop(signal);
    });
  };
  stopOn('SIGINT');
  stopOn('SIGTERM');
  stopOn('SIGQUIT');
  on('SIGHUP', () => {
    if (isStopping) return;
    isStopping = true;
    hungUpAt = now();
    server.stop('SIGHUP');
  });
  on('SIGTSTP', () => server.quiet('SIGTSTP'));
  on('SIGTTIN', () => server.inspect());
}
