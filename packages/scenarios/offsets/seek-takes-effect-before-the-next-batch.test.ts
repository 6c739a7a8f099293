import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, type SeekTarget, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const messages = 40;
const startMs = 1_700_000_000_000;

scenario(
  [42],
  'seek to an offset, a time, earliest or latest, from inside a handler, takes effect before the next batch',
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const handled = world.inbox<number>('offsets handled');
    const refused = world.inbox<unknown>('seeks refused');
    /** One after the other: where to continue after the message with that offset. */
    const seeks: [number, SeekTarget][] = [];

    @Payload(text())
    class Wanderer extends Consumer {
      async process({ offset }: Message<string>): Promise<void> {
        handled.push(offset);
        const [after, target] = seeks[0] ?? [];
        if (after !== offset || target === undefined) return;
        seeks.shift();
        await this.seek(target).catch((error) => refused.push(error));
      }
    }
    // Small fetches and a small buffer: something is always on its way when the handler seeks.
    const settings = { consumer: { maxBytesPerPartition: 2_000 } };
    const routes = drawRoutes(({ topic: draw }) => draw(topic, { consumer: Wanderer, maxPartitionBufferBytes: 3_000 }));
    const { app, monitor, stop } = await startApp(world, { clientId, settings, routes });
    const commits = world.events(monitor, 'offsets.committed');
    const committed = () => commits.items.at(-1)?.offsets[0]?.offset;
    const value = Buffer.alloc(500, 'x');
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
    const send = (count: number, since: number) => {
      const timestampOf = (index: number) => startMs + 1_000 * (index + since);
      const one = (index: number) => ({
        topic,
        key: null,
        value,
        headers: {},
        partition: 0,
        timestamp: timestampOf(index),
      });
      return app.producer.deliver(range(0, count).map(one));
    };
    let seen = 0;
    /** The messages handled since the last call, once `last` has been. */
    const upTo = async (last: number) => {
      await handled.until(`offset ${last}`, (items) => items.slice(seen).includes(last));
      const since = handled.items.slice(seen);
      seen = handled.items.length;
      return since;
    };

    // Forwards to an offset, back to the earliest, forwards to a time, back to an offset.
    seeks.push([5, 20], [25, 'earliest'], [2, new Date(startMs + 30_000)], [35, 10]);
    await send(messages, 0);
    const way = [...range(0, 6), ...range(20, 26), ...range(0, 3), ...range(30, 36), ...range(10, messages)];
    expect(await upTo(messages - 1)).toEqual(way);
    await commits.until('the end', () => committed() === messages);

    // To the end: the messages between are left out, and later ones are not.
    seeks.push([messages, 'latest']);
    await send(10, messages);
    await commits.until('the new end', () => committed() === messages + 10);
    await send(1, messages + 10);
    expect((await upTo(messages + 10)).filter((offset) => offset > messages)).toEqual([messages + 10]);

    // Nowhere: the handler gets an error, and delivery continues where it was.
    const end = messages + 11;
    seeks.push([end, end + 1_000], [end + 1, -1]);
    await send(3, end);
    expect(await upTo(end + 2)).toEqual([end, end + 1, end + 2]);
    expect(refused.items).toMatchObject([{ code: 'KFW_SEEK_OUT_OF_RANGE' }, { code: 'KFW_SEEK_INVALID' }]);

    // The committed offset moves back as well: the next owner continues there.
    seeks.push([end + 3, 7]);
    await send(1, end + 3);
    await handled.until('the last message', (items) => items.includes(end + 3));
    await stop();
    expect(committed()).toBeLessThan(end);
    expect(committed()).toBeGreaterThanOrEqual(7);
  },
);
