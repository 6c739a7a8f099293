import { expect, it } from '@jest/globals';
import { originalMessage } from '../../../src/dead-letters/replay/replayed-copy.js';
import {
  type PlacedMessage,
  sendInOrder,
  topicDestination,
} from '../../../src/dead-letters/replay/topic-destination.js';
import { headersOf, letterOf } from './letters.js';

const message = (text: string): PlacedMessage => ({
  topic: 'orders',
  key: null,
  value: Buffer.from(text),
  headers: {},
});
const textOf = ({ value }: PlacedMessage): string => String(value);

/** Refuses whole calls that hold a message that is too large, as a producer does. */
class FakeProducer {
  readonly sent: string[][] = [];

  async deliver(messages: readonly PlacedMessage[]): Promise<void> {
    if (messages.some((each) => textOf(each) === 'large')) throw new Error('too large');
    this.sent.push(messages.map(textOf));
  }
}

it('sends a batch in one call', async () => {
  const producer = new FakeProducer();
  expect(await sendInOrder(['a', 'b'].map(message), producer)).toEqual(['done', 'done']);
  expect(producer.sent).toEqual([['a', 'b']]);
  expect(await sendInOrder([], producer)).toEqual([]);
});

it('finds the one that cannot be sent, and sends none behind it', async () => {
  const producer = new FakeProducer();
  const results = await sendInOrder(['a', 'large', 'b'].map(message), producer);
  expect(results).toEqual(['done', new Error('too large'), 'unsent']);
  expect(producer.sent).toEqual([['a']]);
});

it('knows which of a batch were acknowledged', async () => {
  const error = Object.assign(new Error('2 of 3'), {
    [Symbol.for('kfw.error')]: true,
    code: 'KFW_DELIVERY_FAILED',
    delivered: [{ topic: 'orders', partition: 0, offset: '1' }, undefined, undefined],
  });
  const deliver = () => Promise.reject(error);
  expect(await sendInOrder(['a', 'b', 'c'].map(message), { deliver })).toEqual(['done', error, error]);
});

it('sends copies to the source topic, with the headers of a replay', async () => {
  const sent: PlacedMessage[] = [];
  const destination = topicDestination({
    target: { kind: 'source' },
    topics: { onCluster: (topic) => topic, partitionsOf: async () => 4 },
    sender: { deliver: async (messages) => void sent.push(...messages) },
  });
  const letter = letterOf({ headers: [['trace', 'x']] });
  expect(await destination.targetOf(letter)).toEqual({ name: 'orders' });
  expect(await destination.send([{ letter, range: { from: 7, end: 8 }, message: originalMessage(letter) }])).toEqual([
    'done',
  ]);
  expect(sent).toMatchObject([{ topic: 'orders', partition: 3, key: Buffer.from('one') }]);
  expect(headersOf(sent[0] ?? {}).map(([name]) => name)).toEqual([
    'trace',
    'kfw-replayed-at',
    'kfw-replay-count',
    'kfw-replayed-from',
  ]);
});
