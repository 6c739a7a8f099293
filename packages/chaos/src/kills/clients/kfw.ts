/** kfw as any program uses it: `deliver`, with every setting at its default. */
import { deliver, flush } from 'kfw';
import type { ConnectClient } from '../kill-rounds.js';

export const connect: ConnectClient = async (brokers, topic) => {
  process.env.KFW_BROKERS = brokers;
  process.env.KFW_CLIENT_ID = 'kfw-kills';
  return {
    send: (messages) => deliver(messages.map(({ key, value }) => ({ topic, payload: value, key }))),
    close: flush,
  };
};
