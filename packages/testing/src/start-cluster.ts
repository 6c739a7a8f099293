/**
 * A broker and a schema registry for a test, in the test's own process: in memory, at free ports, gone after `stop`.
 * Faults are injected through `broker`.
 */
import { type Broker, startBroker } from '@kfw/broker';
import { startRegistry } from '@kfw/registry';

export interface TestCluster {
  /** `127.0.0.1:PORT`, in the form of `KFW_BROKERS`. */
  readonly brokers: string;
  /** The URL of the registry, in the form of `KFW_REGISTRY_URL`. */
  readonly registry: string;
  /** Intercepts requests, freezes and restarts, and has a clock that a test can advance. */
  readonly broker: Broker;
  /** Stops both and leaves nothing open. */
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
