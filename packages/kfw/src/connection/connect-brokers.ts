/** Connects a transport to the brokers of a configuration. */
import type { Monitor, Transport } from '@kfw/core';
import { connect } from '@kfw/core/internal';
import type { KfwConfig } from '../config/kfw-config.js';

export interface BrokersConnection {
  readonly config: KfwConfig;
  readonly monitor: Monitor;
  readonly transport: Pick<Transport, 'connect'>;
}

/** Retries until `startupTimeoutMs`. Throws the last attempt's error, or that of the signal. */
export function connectBrokers({ config, monitor, transport }: BrokersConnection, signal?: AbortSignal): Promise<void> {
  return connect({
    target: 'brokers',
    addresses: config.brokers,
    setting: config.brokersSetting,
    timeoutMs: config.startupTimeoutMs,
    monitor,
    signal,
    attempt: () => transport.connect(),
  });
}
