/**
 * Starts the embedded broker and registry in this process. Both packages are loaded here and nowhere else, and only when
 * they are started: an app in production never loads them.
 */
import type { BrokerEvent } from '@kfw/broker';
import type { ServiceOptions, Services } from './services.js';

/** Throws what either throws when it cannot start; then neither runs. */
export async function startServices(options: ServiceOptions): Promise<Services> {
  const { port, registryPort, brokerData, registryData } = options;
  const [{ startBroker }, { startRegistry }] = await Promise.all([import('@kfw/broker'), import('@kfw/registry')]);
  const broker = await startBroker({
    port,
    // A test that waits for a member to be given up should not wait long.
    groupMinSessionTimeoutMs: 100,
    ...(brokerData !== undefined && { dataFolder: brokerData }),
    onEvent: (event) => hear(event, options),
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

function hear(heard: BrokerEvent, { tell, complain }: ServiceOptions): void {
  switch (heard.type) {
    case 'topic-created': {
      const { topic, partitions } = heard;
      tell?.({ event: 'topic.created', topic, partitions });
      return;
    }
    case 'group-formed': {
      const { group, members, generation } = heard;
      tell?.({ event: 'group.formed', group, members, generation });
      return;
    }
    case 'request-failed':
      complain?.(`a request failed (${heard.api})`, heard.error);
      return;
    case 'groups-failed':
      complain?.('the offsets of groups could not be written', heard.error);
      return;
    case 'retention-failed':
      complain?.('old segments could not be removed', heard.error);
      return;
    default:
      return;
  }
}
