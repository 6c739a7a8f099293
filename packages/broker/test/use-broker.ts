/** A broker for one test, with its events, and raw clients that are closed with it. */
import { afterEach } from '@jest/globals';
import { type Broker, type BrokerEvent, type BrokerOptions, startBroker } from '../src/index.js';
import { RawClient } from './raw-client.js';

export interface TestBroker {
  readonly broker: Broker;
  readonly events: BrokerEvent[];
  connect(): Promise<RawClient>;
  /** Resolves when the broker has emitted an event that `matches`. */
  emitted(matches: (event: BrokerEvent) => boolean): Promise<BrokerEvent>;
}

/** Call it inside `describe`; brokers are stopped after each test. */
export function useBroker(): (options?: BrokerOptions) => Promise<TestBroker> {
  const endings: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  return async (options = {}) => {
    const events: BrokerEvent[] = [];
    const watchers = new Set<() => void>();
    const onEvent = (event: BrokerEvent): void => {
      events.push(event);
      for (const watcher of watchers) watcher();
    };
    const broker = await startBroker({ ...options, onEvent });
    endings.push(() => broker.stop());
    return {
      broker,
      events,
      async connect() {
        const client = await RawClient.connect(broker.port);
        endings.push(() => client.close());
        return client;
      },
      emitted: (matches) =>
        new Promise((resolve) => {
          const look = (): void => {
            const event = events.find(matches);
            if (event === undefined) return;
            watchers.delete(look);
            resolve(event);
          };
          watchers.add(look);
          look();
        }),
    };
  };
}
