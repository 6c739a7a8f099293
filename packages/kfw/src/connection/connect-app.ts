/** Connects to the brokers, then to the services that codecs depend on, then the sink. */

import type { Monitor, Sink, Transport } from '@kfw/core';
import { type Codecs, connect } from '@kfw/core/internal';
import type { KfwConfig } from '../config/kfw-config.js';
import { connectBrokers } from './connect-brokers.js';

export interface Connectable {
  readonly config: KfwConfig;
  readonly monitor: Monitor;
  readonly codecs: Codecs;
  readonly transport: Transport;
  readonly sink: Sink;
}

/**
 * Retries each until `startupTimeoutMs`. Throws the last attempt's error, or that of the signal. Publishes
 * `app.connected`.
 */
export async function connectApp(
  { config, monitor, codecs, transport, sink }: Connectable,
  signal?: AbortSignal,
): Promise<void> {
  const { brokers, registry, startupTimeoutMs: timeoutMs } = config;
  await connectBrokers({ config, monitor, transport }, signal);
  signal?.throwIfAborted();
  for (const codec of codecs) {
    if (codec.connect === undefined) continue;
    await connect({
      target: 'registry',
      addresses: registry === undefined ? [] : [registry.url],
      setting: config.registrySetting ?? 'registry.url',
      timeoutMs,
      monitor,
      signal,
      attempt: async () => codec.connect?.(),
    });
  }
  signal?.throwIfAborted();
  await sink.connect();
  monitor.publish('app.connected', { brokers, registry: registry?.url });
}
