/** The listener that sends an app's measurements as StatsD lines over UDP. */
import type { Listener } from '@kfw/core';
import { StatsD } from 'hot-shots';

export interface StatsdListenerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 8125. */
  readonly port?: number;
}

export function statsdListener({ host = '127.0.0.1', port = 8125 }: StatsdListenerOptions = {}): Listener {
  return ({ monitor, logger }) => {
    const client = new StatsD({
      host,
      port,
      errorHandler: (error) => logger.warn({ error }, 'StatsD does not answer'),
    });
    monitor.subscribe('app.stopped', () => client.close());
  };
}
