/**
 * The second run is told who works on the topic, and does nothing. The first is interrupted meanwhile: it says how far it
 * came, and a third run replays the rest, each letter once.
 */
import { expect } from '@jest/globals';
import { text } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { writeLetters } from '../src/operating/write-letters.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { startKfw } from '../src/processes/start-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const letters = 200;

scenario(
  [91],
  'two dead-letter replays at once are one',
  async (world) => {
    const source = await world.createTopic('orders');
    const dead = await world.createTopic('orders.dead-letters');
    const app = await idleApp(world);
    await writeLetters(
      app,
      dead,
      Array.from({ length: letters }, (_each, offset) => ({
        key: null,
        value: String(offset),
        source: { topic: source, partition: 0, offset },
      })),
    );
    const replay = ['dlq', 'replay', dead, '--execute', '--json'];
    const first = await startKfw(world, [...replay, '--rate', '10/s']);
    await world.until('letters of the first run', async () => (await messagesIn(app, source)) >= 3 || undefined);

    const second = await runKfw(world, replay);
    expect({ code: second.code, lines: second.lines }).toEqual({ code: 1, lines: [] });
    expect(second.errors).toMatch(/"code":"KFW_DEAD_LETTERS_BUSY".*another run.*client \S+ on 127\.0\.0\.1.*for 10 s/);
    const discard = await runKfw(world, ['dlq', 'discard', dead, '--yes']);
    expect(discard.errors).toContain('another run of kfw works on the dead letters');

    first.interrupt();
    expect(await first.ended).toBe(130);
    expect(first.errorLines.items.join('\n')).toContain('Run it again with the same options to continue');
    const result = first.log.items.at(-1);
    expect(result).toMatchObject({ parked: 0, skipped: 0 });
    const replayed = Number(result?.replayed);
    expect(replayed).toBe(await messagesIn(app, source));

    expect((await runKfw(world, replay)).json()).toEqual([{ replayed: letters - replayed, parked: 0, skipped: 0 }]);
    const payloads = (await app.readTopic(source, { schema: text() }).toArray()).map(({ payload }) => payload);
    expect(payloads).toEqual(Array.from({ length: letters }, (_each, offset) => String(offset)));
  },
  { timeoutMs: 120_000 },
);
