import { describe, expect, it } from '@jest/globals';
import { type Admin, type KfwError, Monitor } from '@kfw/core';
import type { Kafka } from 'kafkajs';
import type { Clients } from '../../src/client/clients.js';
import { redactionOf } from '../../src/client/redaction.js';
import { KafkajsSink } from '../../src/producing/kafkajs-sink.js';

/** A sink over a kafkajs that counts the producers it makes; the first `refusals` of them cannot connect. */
function sinkOf({ refusals = 0 } = {}) {
  const events: string[] = [];
  let made = 0;
  const producer = () => {
    const id = made++;
    return {
      async connect() {
        events.push(`connect ${id}`);
        if (id < refusals) throw new Error('refused');
      },
      disconnect: async () => void events.push(`disconnect ${id}`),
    };
  };
  const clients: Clients = {
    monitor: new Monitor(),
    redaction: redactionOf([]),
    client: () => ({ producer }) as unknown as Kafka,
    probe: () => ({}) as Kafka,
    connectionFailure: (thrown) => thrown as KfwError,
    reason: ({ message }) => message,
  };
  const options = { acks: -1, compression: 'none', idempotent: false, requestTimeoutMs: 100 } as const;
  return { sink: new KafkajsSink(clients, {} as Admin, options), events };
}

describe('a sink', () => {
  it('connects once, however often it is asked, and leaves no producer behind', async () => {
    const { sink, events } = sinkOf();
    await Promise.all([sink.connect(), sink.connect()]);
    await sink.connect();
    await sink.disconnect();
    expect(events).toEqual(['connect 0', 'disconnect 0']);
  });

  it('connects anew after it was disconnected, and after a failure', async () => {
    const { sink, events } = sinkOf({ refusals: 1 });
    await expect(sink.connect()).rejects.toThrow('refused');
    await sink.connect();
    await sink.disconnect();
    await sink.connect();
    expect(events).toEqual(['connect 0', 'disconnect 0', 'connect 1', 'disconnect 1', 'connect 2']);
  });

  it('ends a producer that was still connecting when it was disconnected', async () => {
    const { sink, events } = sinkOf();
    const connecting = sink.connect();
    await sink.disconnect();
    await connecting;
    expect(events).toEqual(['connect 0', 'disconnect 0']);
  });
});
