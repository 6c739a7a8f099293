import { expect } from '@jest/globals';
import { builtInCodecs } from '@kfw/core/internal';
import { type Batch, Consumer, drawRoutes, json, Payload } from 'kfw';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { codecOf, countingCodec } from '../src/messages/counting-codec.js';
import { scenario } from '../src/scenario/scenario.js';

interface Step {
  id: number;
}

scenario(
  [10],
  'a payload is decoded lazily and once; a message whose payload is not read is never decoded',
  async (world) => {
    const topic = await world.createTopic('steps');
    const { codec, decoded } = countingCodec(codecOf('json', builtInCodecs));
    const decodedIds = () => decoded.map((bytes) => (JSON.parse(bytes.toString()) as Step).id);
    const handled = world.inbox<{ before: number[]; after: number[]; same: boolean }>('batches');

    @Payload(json<Step>())
    class Reader extends Consumer {
      consume({ messages }: Batch<Step>): void {
        const before = decodedIds();
        const wanted = messages.filter(({ key }) => key === 'read');
        const once = wanted.map(({ payload }) => payload);
        const again = wanted.map(({ payload }) => payload);
        handled.push({ before, after: decodedIds(), same: once.every((payload, index) => payload === again[index]) });
      }
    }
    const routes = drawRoutes(({ topic: draw }) => draw(topic, { consumer: Reader }));
    const sender = await bootApp(world, { routes });
    await sender.connect();
    const message = (id: number, key: string) => ({
      topic,
      partition: 0,
      key: Buffer.from(key),
      value: Buffer.from(JSON.stringify({ id })),
      headers: {},
    });
    await sender.producer.deliver([message(1, 'read'), message(2, 'unread'), message(3, 'read'), message(4, 'unread')]);
    await startApp(world, { codecs: [codec], routes });

    expect(await handled.atLeast(1)).toEqual([{ before: [], after: [1, 3], same: true }]);
  },
);
