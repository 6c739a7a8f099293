/**
 * The checker of the chaos runs on workers that do one thing wrong: a message that is dropped, two that are swapped, a commit
 * that is skipped, and one that runs ahead of its work must all make it fail. A sound worker that is killed must not.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { drain, type Fault, Journal, runChecker, WorkerProcess } from '@kfw/chaos';
import { checkout, kcat, temporaryFolder, type World } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const sessionTimeoutMs = 3_000;
const handlesWithinMs = 60_000;
const timeoutMs = 120_000;
const messages = Array.from({ length: 400 }, (_, index) => ({ key: `key-${index % 4}`, seq: Math.floor(index / 4) }));

scenario([], 'a sound worker that is killed passes the checker', killedMidway, { timeoutMs });
scenario([], 'a dropped message makes the checker fail', (world) => planted(world, 'dropped-message', { lost: 1 }), {
  timeoutMs,
});
scenario([], 'a swapped order makes the checker fail', (world) => planted(world, 'swapped-order', { outOfOrder: 1 }), {
  timeoutMs,
});
scenario(
  [],
  'a commit ahead of its work makes the checker fail',
  (world) => planted(world, 'early-commit', { lost: 1 }),
  {
    timeoutMs,
  },
);
scenario(
  [],
  'a skipped commit makes the checker fail',
  (world) => planted(world, 'skipped-commit', { lost: 0, duplicates: 100, duplicateBound: 0 }),
  { timeoutMs },
);

async function planted(world: World, fault: Fault, found: object): Promise<void> {
  const rig = await prepare(world);
  const ended = new Promise<void>((resolve) => rig.whenEnded(resolve));
  const faulty = rig.worker('faulty', fault);
  faulty.start();
  await Promise.race([ended, rig.handledAll()]);
  await faulty.leave();
  const sound = rig.worker('sound');
  sound.start();
  expect(await rig.handledAll()).toBe(0);
  const { sound: verdict, verdict: counts } = await rig.verdict();
  expect(counts).toMatchObject({ produced: messages.length, ...found });
  expect(verdict).toBe(false);
}

async function killedMidway(world: World): Promise<void> {
  const rig = await prepare(world);
  const first = rig.worker('first');
  first.start();
  await world.until('some to be handled', async () => first.handled > 0 || undefined);
  const at = Date.now();
  const of = await first.kill();
  rig.journal.add({ kind: 'worker-killed', at, until: Date.now(), of });
  const second = rig.worker('second');
  second.start();
  expect(await rig.handledAll()).toBe(0);
  const { sound, verdict, remarks } = await rig.verdict();
  expect(verdict).toMatchObject({ handled: messages.length, lost: 0, outOfOrder: 0 });
  expect(sound ? '' : `${JSON.stringify(verdict)}\n${remarks}`).toBe('');
}

/** Topics with all messages in them, and workers of one group. */
async function prepare(world: World) {
  const { brokers } = world.cluster;
  const appended = { settings: { 'message.timestamp.type': 'LogAppendTime' } };
  const topics = {
    input: await world.createTopic('in', { partitions: 2 }),
    output: await world.createTopic('out', appended),
    deadLetters: await world.createTopic('dead', appended),
  };
  const contender = { name: 'kfw' as const, group: world.name('chaos'), ...topics };
  const lines = messages.map((message) => `${message.key}|${JSON.stringify({ ...message, poison: false })}\n`);
  await kcat(brokers, ['-P', '-t', topics.input, '-K', '|'], lines.join(''));

  const folder = await temporaryFolder(world);
  await writeFile(path.join(folder, 'acknowledged-kfw'), messages.map(({ key, seq }) => `${key} ${seq}\n`).join(''));
  const journal = new Journal(() => {});
  let onEnd = () => {};
  return {
    journal,
    whenEnded: (heard: () => void) => {
      onEnd = heard;
    },
    worker(name: string, fault?: Fault): WorkerProcess {
      const worker = new WorkerProcess({
        name,
        program: path.join(checkout, 'packages/chaos/dist/workers/kfw.js'),
        task: { brokers, ...contender, sessionTimeoutMs, transactional: false, seed: 1 },
        log: path.join(folder, `${name}.log`),
        ...(fault && { fault }),
        onEnd(of) {
          journal.add({ kind: 'worker-ended', at: Date.now(), until: Date.now(), of });
          onEnd();
        },
      });
      world.after(() => worker.kill());
      return worker;
    },
    handledAll: () => drain(brokers, contender, { withinMs: handlesWithinMs, signal: new AbortController().signal }),
    async verdict() {
      await journal.write(path.join(folder, 'journal'));
      return runChecker({ brokers, contender, folder, transactional: false });
    },
  };
}
