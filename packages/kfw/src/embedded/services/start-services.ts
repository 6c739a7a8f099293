/**
 * Starts the embedded broker in this process and the registry in a thread of it. Both packages are loaded only here
 * and in that thread, and only when they are started: an app in production never loads them.
 */
import type { BrokerEvent } from '@kfw/broker';
import { toError } from '@kfw/core';
import { kfwError } from '../../errors.js';
import { systemCode } from '../../system-code.js';
import { startRegistryThread } from './registry-thread.js';
import type { ServiceOptions, Services } from './services.js';

const host = '127.0.0.1';

const portErrors: readonly string[] = [
  'KFW_BROKER_PORT_TAKEN',
  'KFW_REGISTRY_PORT_TAKEN',
  'KFW_REGISTRY_ADDRESS_UNUSABLE',
];
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already',
  EACCES: 'this user may not listen there',
};

/** Throws `KFW_EMBEDDED_PORT_UNUSABLE`, or another error of starting either; then neither runs. */
export async function startServices(options: ServiceOptions): Promise<Services> {
  const { port, registryPort, brokerData, registryData } = options;
  // The thread loads its registry while the broker is loaded and started here.
  const starting = startRegistryThread({
    host,
    port: registryPort,
    ...(registryData !== undefined && { data: registryData }),
  });
  // It is awaited below; until then a rejection must not count as unhandled.
  starting.catch(() => undefined);
  const { startBroker } = await import('@kfw/broker');
  const broker = await startBroker({
    host,
    port,
    // A test that waits for a member's session timeout should not wait long.
    groupMinSessionTimeoutMs: 100,
    ...(brokerData !== undefined && { dataFolder: brokerData }),
    onEvent: (event) => forwardEvent(event, options),
  }).catch(async (thrown: unknown) => {
    await starting.then((registry) => registry.stop()).catch(() => undefined);
    throw portError(thrown, 'embedded broker', '--port', port);
  });
  try {
    const registry = await starting.catch((thrown: unknown) => {
      throw portError(thrown, 'embedded registry', '--registry-port', registryPort);
    });
    // Ends this process like any uncaught error: clients start both again.
    void registry.died.then((error) => {
      throw error;
    });
    return {
      brokers: broker.address,
      registry: registry.url,
      connections: () => broker.connections,
      async stop() {
        await registry.stop();
        await broker.stop();
      },
    };
  } catch (thrown) {
    await broker.stop();
    throw thrown;
  }
}

/** A port error of either, in terms of the options of `kfw broker`. */
function portError(thrown: unknown, what: string, option: string, port: number): unknown {
  if (!portErrors.includes(systemCode(thrown) ?? '')) return thrown;
  const code = systemCode((thrown as Error).cause);
  const reason = (code && reasons[code]) ?? toError(thrown).message;
  return kfwError(
    'KFW_EMBEDDED_PORT_UNUSABLE',
    { what, option, address: `${host}:${port}`, reason },
    { cause: thrown },
  );
}

function forwardEvent(event: BrokerEvent, { onEvent, onFailure }: ServiceOptions): void {
  switch (event.type) {
    case 'topic-created': {
      const { topic, partitions } = event;
      onEvent?.({ event: 'topic.created', topic, partitions });
      return;
    }
    case 'group-formed': {
      const { group, members, generation } = event;
      onEvent?.({ event: 'group.formed', group, members, generation });
      return;
    }
    case 'transaction-timed-out': {
      const { transactionalId, timeoutMs } = event;
      onEvent?.({ event: 'transaction.timedOut', transactionalId, timeoutMs });
      return;
    }
    case 'request-failed':
      onFailure?.(`a request failed (${event.api})`, event.error);
      return;
    case 'groups-failed':
      onFailure?.('the offsets of groups could not be written', event.error);
      return;
    case 'transactions-failed':
      onFailure?.('a transaction could not be stored or ended', event.error);
      return;
    case 'compaction-failed':
      onFailure?.(`${event.topic} could not be compacted (partition ${event.partition})`, event.error);
      return;
    case 'retention-failed':
      onFailure?.('old segments could not be removed', event.error);
      return;
    default:
      return;
  }
}
