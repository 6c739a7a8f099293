/**
 * kfw as any program has it: `deliver` and `deliverAsync` with nothing but an address, every setting at its default. So
 * it is idempotent, which no other sender is by default.
 */
import { deliver, deliverAsync, flush } from 'kfw';
import type { ConnectSender } from './sender.js';

export const connect: ConnectSender = async ({ brokers, topic }) => {
  process.env.KFW_BROKERS = brokers;
  process.env.KFW_CLIENT_ID = 'kfw-bench';
  return {
    send: ({ key, value }) => deliver(topic, value, { key }),
    async sendAll(recordAt, count) {
      for (let number = 0; number < count; number++) {
        const { key, value } = recordAt(number);
        await deliverAsync(topic, value, { key });
      }
      await flush();
    },
    close: flush,
  };
};
