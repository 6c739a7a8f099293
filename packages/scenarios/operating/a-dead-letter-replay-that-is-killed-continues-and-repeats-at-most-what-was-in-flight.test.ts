/**
 * Two runs are killed on the way, and a third one ends the work. Each letter is replayed at least once; the letters that
 * come twice are at most those of one batch per kill, and the letters of a key keep their order.
 */
import { expect } from '@jest/globals';
import type { Spawned } from '@kfw/test-cluster';
import { text } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { startKfw } from '../src/operating/start-kfw.js';
import { writeLetters } from '../src/operating/write-letters.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = 3;
const keys = 9;
const letters = 3_000;
/** A tenth of a second at this rate is one batch. */
const perSecond = 1_000;
const inFlight = 100;
const kills = [700, 1_700];
/** Until the cluster has noticed that a killed run is gone. */
const sessionMs = 40_000;

scenario(
  [106],
  'a dead-letter replay that is killed continues, and repeats at most what was in flight',
  async (world) => {
    const source = await world.createTopic('orders', { partitions });
    const dead = await world.createTopic('orders.dead-letters', { partitions: 2 });
    const app = await idleApp(world);
    await writeLetters(
      app,
      dead,
      Array.from({ length: letters }, (_each, index) => ({
        key: `key ${index % keys}`,
        value: String(index),
        source: { topic: source, partition: index % partitions, offset: index },
      })),
    );
    const args = ['dlq', 'replay', dead, '--execute', '--json', '--rate', `${perSecond}/s`];
    /** A run that was killed counts as running until its session times out; the next one is refused until then. */
    const run = (what: string, end: (program: Spawned) => Promise<boolean>) =>
      world.until(
        what,
        async () => {
          const program = await startKfw(world, args);
          if (await end(program)) return program;
          expect(program.errorLines.items.join('\n')).toContain('KFW_DEAD_LETTERS_BUSY');
          return undefined;
        },
        sessionMs,
      );

    for (const replayed of kills) {
      await run(`${replayed} replayed letters`, async (program) => {
        const enough = async () => (await messagesIn(app, source)) >= replayed || undefined;
        const isEnough = world.until('its letters', enough, sessionMs);
        const isKilled = await Promise.race([program.ended.then(() => false), isEnough]);
        program.signal('SIGKILL');
        await program.ended;
        return isKilled;
      });
    }
    const last = await run('the last run', async (program) => (await program.ended) === 0);
    const result = last.log.items.at(-1);
    expect(result).toMatchObject({ parked: 0, skipped: 0 });
    expect(result?.replayed).toBeLessThanOrEqual(letters - (kills.at(-1) ?? 0) + inFlight);

    const messages = await app.readTopic(source, { schema: text() }).toArray();
    expect(new Set(messages.map(({ payload }) => payload)).size).toBe(letters);
    expect(messages.length - letters).toBeLessThanOrEqual(kills.length * inFlight);
    for (const ofKey of Map.groupBy(messages, ({ key }) => key).values()) {
      const first = [...new Set(ofKey.map(({ payload }) => Number(payload)))];
      expect(first).toEqual(first.toSorted((one, other) => one - other));
      expect(first).toHaveLength(Math.ceil(letters / keys));
    }
  },
  { timeoutMs: 240_000 },
);
