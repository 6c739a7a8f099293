/** A broker with the topic `orders` and a client of it, for tests of transactions. */
import { afterEach } from '@jest/globals';
import type { BrokerOptions } from '../../src/index.js';
import { type TestBroker, useBroker } from '../use-broker.js';
import { TxnClient } from './txn-client.js';

export interface Transacting extends TestBroker {
  readonly client: TxnClient;
  connectAgain(): Promise<TxnClient>;
}

export function useTransactions(): (options?: BrokerOptions) => Promise<Transacting> {
  const start = useBroker();
  const clients: TxnClient[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  return async (options) => {
    const started = await start(options);
    const connectAgain = async () => {
      const client = await TxnClient.connect(started.broker.port);
      clients.push(client);
      return client;
    };
    const client = await connectAgain();
    await client.createTopic('orders', 3);
    return { ...started, client, connectAgain };
  };
}
