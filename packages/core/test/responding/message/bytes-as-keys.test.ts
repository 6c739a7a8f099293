import { beforeEach, describe, expect, it } from '@jest/globals';
import { Monitor } from '../../../src/events/monitor.js';
import { json, raw, text } from '../../../src/payloads/schemas.js';
import type { Deliverer, OutgoingMessage } from '../../../src/producing/deliverer.js';
import { PayloadEncoder } from '../../../src/responding/message/payload-encoder.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { ResponderRuntime, useResponderRuntime } from '../../../src/responding/responder/responder-runtime.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { codecs } from '../../support/world.js';

let sent: OutgoingMessage[] = [];
const recorder = {
  deliver: async (messages: readonly OutgoingMessage[]) => {
    sent.push(...messages);
    return messages.map(({ topic }) => ({ topic, partition: 0, offset: '0' }));
  },
} as Partial<Deliverer> as Deliverer;

beforeEach(() => {
  sent = [];
  useResponderRuntime(new ResponderRuntime(recorder, new Monitor(), codecs));
});

/** No UTF-8. */
const bytes = Uint8Array.of(0xff, 0x6b, 0x65, 0x79);
const kinds: [string, Uint8Array][] = [
  ['a Buffer', Buffer.from(bytes)],
  ['a Uint8Array', Uint8Array.from(bytes)],
  ['a part of a larger one', Uint8Array.of(1, ...bytes, 2).subarray(1, -1)],
  ['no bytes', new Uint8Array(0)],
];

interface Given {
  key?: Uint8Array;
  partitionKey?: Uint8Array;
}

@Topic('plain', { schema: json<{ id: number }>(), required: false, partitionKey: ({ id }) => Uint8Array.from([id]) })
@Topic('text', { schema: json<{ id: number }>(), keySchema: text(), required: false })
@Topic('raw', { schema: json<{ id: number }>(), keySchema: raw(), required: false })
class Keys extends Responder<{ plain: { id: number }; text: { id: number }; raw: { id: number } }> {
  respond({ topic, ...options }: Given & { topic: 'plain' | 'text' | 'raw' }): void {
    this.respondTo(topic, { id: 7 }, options);
  }
}

describe.each(kinds)('%s', (_name, given) => {
  it.each(['plain', 'text', 'raw'] as const)(
    'is the key and the partition key of a responder, on the topic %s',
    async (topic) => {
      await Keys.call({ topic, key: given, partitionKey: given });
      expect(sent).toMatchObject([{ key: Buffer.from(given), partitionKey: Buffer.from(given) }]);
      expect([sent[0]?.key, sent[0]?.partitionKey].map((one) => Buffer.isBuffer(one))).toEqual([true, true]);
    },
  );

  it('is the key of a tombstone', async () => {
    await Keys.tombstone(given, { topic: 'raw' });
    expect(sent).toMatchObject([{ key: Buffer.from(given), value: null }]);
  });

  it.each([
    ['without a schema', undefined],
    ['as text', text()],
    ['as bytes', raw()],
  ])('is the key and the partition key of a delivery, %s', (_how, keySchema) => {
    const options = { key: given, partitionKey: given, ...(keySchema && { keySchema }) };
    const message = new PayloadEncoder(codecs).encode('users', 'x', options) as OutgoingMessage;
    expect(message).toMatchObject({ key: Buffer.from(given), partitionKey: Buffer.from(given) });
    expect(Buffer.isBuffer(message.partitionKey)).toBe(true);
  });
});

it('a partition key that a responder makes of the payload may be bytes, and is checked as one that is given', async () => {
  await Keys.call({ topic: 'plain' });
  expect(sent).toMatchObject([{ partitionKey: Buffer.from([7]) }]);

  @Topic('numbers', { schema: json<{ id: number }>(), partitionKey: ({ id }) => id as never })
  class Numbers extends Responder<{ numbers: { id: number } }> {
    respond(): void {
      this.respondTo('numbers', { id: 7 });
    }
  }
  await expect(Numbers.call()).rejects.toMatchObject({
    code: 'KFW_DELIVERY_INVALID',
    message: expect.stringContaining('its partitionKey is 7. Give a string or a Buffer.'),
  });
});

it('bytes are not a text payload', async () => {
  const written = () => new PayloadEncoder(codecs).encode('users', Buffer.from('a') as never, { schema: text() });
  expect(written).toThrow('it is not a string');
});
