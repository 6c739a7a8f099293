/** A transport on the cluster of a scenario, without an app and its checks. */
import { Monitor, type Transport } from '@kfw/core';
import type { World } from '@kfw/test-cluster';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';

/** Closed when the scenario ends. */
export function transportTo(world: World): Transport {
  const transport = createKafkajsTransport({
    clientId: world.name('client'),
    brokers: world.cluster.brokers.split(','),
    brokersSetting: 'the scenario',
    connectionTimeoutMs: 1_000,
    requestTimeoutMs: 5_000,
    monitor: new Monitor(),
  });
  world.after(() => transport.disconnect());
  return transport;
}
