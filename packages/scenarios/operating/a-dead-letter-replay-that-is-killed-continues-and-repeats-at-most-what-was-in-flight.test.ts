/**
 * Runs are killed on the way, and the last one ends the work. Each letter is replayed at least once; the letters that come
 * twice are at most those of one batch per kill, and the letters of a key keep their order.
 *
 * `KFW_DEAD_LETTERS=100000` replays so many without a limit of the rate, killed three times, and prints the peak of memory.
 */
import { expect } from '@jest/globals';
import type { Spawned } from '@kfw/test-cluster';
import { text } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { peakMemoryBytes } from '../src/operating/peak-memory.js';
import { writeLetters } from '../src/operating/write-letters.js';
import { startKfw } from '../src/processes/start-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = 3;
const keys = 9;
const perWrite = 5_000;
/** Until the cluster has noticed that a killed run is gone. */
const sessionMs = 40_000;

/** A tenth of a second at this rate is one batch. */
const small = { letters: 3_000, rate: ['--rate', '1000/s'], inFlight: 100, kills: [700, 1_700] };
const asked = Number(process.env.KFW_DEAD_LETTERS ?? 0);
const large = { letters: asked, rate: [], inFlight: 500, kills: [0.2, 0.45, 0.75].map((part) => part * asked) };
const { letters, rate, inFlight, kills } = asked > 0 ? large : small;

scenario(
  [106],
  'a dead-letter replay that is killed continues, and repeats at most what was in flight',
  async (world) => {
    const source = await world.createTopic('orders', { partitions });
    const dead = await world.createTopic('orders.dead-letters', { partitions: 2 });
    const app = await idleApp(world);
    const drafts = Array.from({ length: letters }, (_each, index) => ({
      key: `key ${index % keys}`,
      value: String(index),
      source: { topic: source, partition: index % partitions, offset: index },
    }));
    for (let at = 0; at < letters; at += perWrite) await writeLetters(app, dead, drafts.slice(at, at + perWrite));
    const args = ['dlq', 'replay', dead, '--execute', '--json', ...rate];
    const peaks: Promise<number>[] = [];
    /** A run that was killed counts as running until its session times out; the next one is refused until then. */
    const run = (what: string, end: (program: Spawned) => Promise<boolean>) =>
      world.until(
        what,
        async () => {
          const program = await startKfw(world, args);
          const peak = peakMemoryBytes(program);
          if (await end(program)) {
            peaks.push(peak);
            return program;
          }
          expect(program.errorLines.items.join('\n')).toContain('KFW_DEAD_LETTERS_BUSY');
          return undefined;
        },
        sessionMs + letters,
      );

    for (const replayed of kills) {
      await run(`${replayed} replayed letters`, async (program) => {
        const enough = async () => (await messagesIn(app, source)) >= replayed || undefined;
        const isEnough = world.until('its letters', enough, sessionMs + letters);
        const isKilled = await Promise.race([program.ended.then(() => false), isEnough]);
        program.signal('SIGKILL');
        await program.ended;
        return isKilled;
      });
    }
    const beganAt = performance.now();
    const last = await run('the last run', async (program) => (await program.ended) === 0);
    const result = last.log.items.at(-1);
    expect(result).toMatchObject({ parked: 0, skipped: 0 });
    expect(result?.replayed).toBeLessThanOrEqual(letters - (kills.at(-1) ?? 0) + kills.length * inFlight);

    const messages = await app.readTopic(source, { schema: text() }).toArray();
    if (asked > 0) {
      const peaksMiB = (await Promise.all(peaks)).map((bytes) => Math.round(bytes / 1_048_576));
      const tookMs = Math.round(performance.now() - beganAt);
      const figures = { letters, written: messages.length, last: result?.replayed, tookMs, peaksMiB };
      process.stdout.write(`${world.cluster.kind}: ${JSON.stringify(figures)}\n`);
    }
    expect(new Set(messages.map(({ payload }) => payload)).size).toBe(letters);
    expect(messages.length - letters).toBeLessThanOrEqual(kills.length * inFlight);
    for (const ofKey of Map.groupBy(messages, ({ key }) => key).values()) {
      const first = [...new Set(ofKey.map(({ payload }) => Number(payload)))];
      expect(first).toEqual(first.toSorted((one, other) => one - other));
    }
  },
  { timeoutMs: asked > 0 ? 1_200_000 : 240_000 },
);
