/**
 * Starts the embedded broker and registry in this process. Both packages are loaded here and nowhere else, and only when
 * they are started: an app in production never loads them.
 */
import type { BrokerEvent } from '@kfw/broker';
import type { ServiceNews, ServiceOptions, Services } from './services.js';

/** Throws what either throws when it cannot start; then neither runs. */
export async function startServices(options: ServiceOptions): Promise<Services> {
  const { port, registryPort, brokerData, registryData, tell } = options;
  const [{ startBroker }, { startRegistry }] = await Promise.all([import('@kfw/broker'), import('@kfw/registry')]);
  const broker = await startBroker({
    port,
    // A test that waits for a member to be given up should not wait long.
    groupMinSessionTimeoutMs: 100,
    ...(brokerData !== undefined && { dataFolder: brokerData }),
    ...(tell && { onEvent: (event: BrokerEvent) => newsOf(event).forEach(tell) }),
  });
  try {
    const registry = await startRegistry({
      host: '127.0.0.1',
      port: registryPort,
      ...(registryData !== undefined && { data: registryData }),
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

/** What of it is told: topics created and groups formed. */
function newsOf(event: BrokerEvent): ServiceNews[] {
  switch (event.type) {
    case 'topic-created':
      return [{ event: 'topic.created', topic: event.topic, partitions: event.partitions }];
    case 'group-formed': {
      const { group, members, generation } = event;
      return [{ event: 'group.formed', group, members, generation }];
    }
    default:
      return [];
  }
}
