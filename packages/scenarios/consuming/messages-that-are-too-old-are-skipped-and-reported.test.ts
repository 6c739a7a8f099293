import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const hourMs = 3_600_000;

scenario(
  [],
  'messages older than maxAgeMs are skipped and reported, also when they grow old while they fail',
  async (world) => {
    const topic = await world.createTopic('users');
    const seen = world.inbox<string>('messages');
    const now = Date.now();
    const ages = {
      old: 2 * hourMs,
      older: 3 * hourMs,
      young: 0,
      'old again': hourMs + 1_000,
      ageing: hourMs - 5_000,
      last: 0,
    };

    @Payload(text())
    class Seer extends Consumer {
      process({ payload }: Message<string>): void {
        seen.push(payload);
        if (payload === 'ageing') throw new Error('until it is too old');
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) =>
        draw(topic, { consumer: Seer, maxAgeMs: hourMs, pauseMs: 50, maxPauseMs: 50 }),
      ),
    });
    const expired = world.events(monitor, 'messages.expired');
    await app.producer.deliver(
      Object.entries(ages).map(([name, ageMs]) => ({
        topic,
        key: null,
        value: Buffer.from(name),
        headers: {},
        timestamp: now - ageMs,
      })),
    );
    await seen.first('the last', (each) => each === 'last');

    expect([...new Set(seen.items)]).toEqual(['young', 'ageing', 'last']);
    const position = { group: `${app.config.clientId}_app`, topic, partition: 0, consumer: 'Seer', maxAgeMs: hourMs };
    expect(expired.items[0]).toMatchObject(position);
    expect(expired.items.reduce((sum, { messages }) => sum + messages, 0)).toBe(4);
    expect(expired.items[0]?.firstOffset).toBe(0);
    expect(expired.items.at(-1)).toEqual({ ...position, messages: 1, firstOffset: 4, lastOffset: 4 });
    await world.until('the offset', async () => {
      const [committed] = await app.admin.groupOffsets(position.group, [topic]);
      return committed?.offset === 6 ? true : undefined;
    });
  },
);
