import { expect } from '@jest/globals';
import { Consumer, drawRoutes, isKfwError, json, type Message, Payload } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

interface User {
  id: number;
}

scenario(
  [11],
  'the raw value stays available next to the decoded one, also when it cannot be decoded',
  async (world) => {
    const topic = await world.createTopic('users');
    const seen = world.inbox<{ payload: unknown; raw: Buffer | null; key: unknown; rawKey: Buffer | null }>('messages');

    @Payload(json<User>(), { keySchema: json() })
    class Seer extends Consumer {
      process(message: Message<User>): void {
        seen.push({
          payload: attempt(() => message.payload),
          raw: message.rawPayload,
          key: attempt(() => message.key),
          rawKey: message.rawKey,
        });
      }
    }
    const { app } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Seer })),
    });

    const spaced = Buffer.from('{ "id" :\t7.0 }\n');
    const broken = Buffer.from('{ "id" : ');
    const key = Buffer.from(' "k" ');
    await app.producer.deliver([
      { topic, key, value: spaced, headers: {} },
      { topic, key: broken, value: broken, headers: {} },
    ]);
    expect(await seen.atLeast(2)).toEqual([
      { payload: { id: 7 }, raw: spaced, key: 'k', rawKey: key },
      { payload: 'KFW_DECODE_FAILED', raw: broken, key: 'KFW_DECODE_FAILED', rawKey: broken },
    ]);
  },
);

/** Its result, or the code of its error. */
function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (thrown) {
    if (isKfwError(thrown)) return thrown.code;
    throw thrown;
  }
}
