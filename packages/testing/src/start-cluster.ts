/**
 * A broker and a schema registry for a test, in its own process: in memory, at free ports, gone with `stop`. Faults are
 * injected through `broker`.
 */
import { type Broker, startBroker } from '@kfw/broker';
import { startRegistry } from '@kfw/registry';

export interface TestCluster {
  /** `127.0.0.1:PORT`, as for `KFW_BROKERS`. */
  readonly brokers: string;
  /** The URL of the registry, as for `KFW_REGISTRY_URL`. */
  readonly registry: string;
  /** Intercepts requests, freezes and restarts, and has a clock to advance. */
  readonly broker: Broker;
  /** Ends both. Nothing is left open. */
  stop(): Promise<void>;
}

export async function startCluster(): Promise<TestCluster> {
  const broker = await startBroker({ port: 0, groupMinSessionTimeoutMs: 100 });
  try {
    const registry = await startRegistry({ host: '127.0.0.1', port: 0 });
    return {
      brokers: broker.address,
      registry: registry.url,
      broker,
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
