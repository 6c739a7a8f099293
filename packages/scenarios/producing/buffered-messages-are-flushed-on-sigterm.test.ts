import { expect } from '@jest/globals';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { textsIn } from '../src/messages/texts-in.js';
import { loggedBy, printedBy, runStandaloneScript } from '../src/processes/standalone-script.js';
import { scenario } from '../src/scenario/scenario.js';

const count = 50_000;

/** Buffers messages that linger until the process ends, and then never ends by itself. */
const script = (topic: string, ending = '') => `
  import { bufferedCount, deliverAsync, flush } from 'kfw';
  await deliverAsync('${topic}', 'event 0', { key: 'user-0' });
  for (let i = 1; i < ${count}; i++) deliverAsync('${topic}', 'event ' + i, { key: 'user-' + i });
  setInterval(() => {}, 1_000);
  ${ending}
  console.log('buffered', bufferedCount());
`;
const producer = { lingerMs: 600_000, batchSize: count };
const endsWithinMs = 60_000;

scenario(
  [68],
  'SIGTERM with 50,000 buffered messages in a plain script: all are delivered before it ends',
  async (world) => {
    const users = await world.createTopic('users', { partitions: 3 });
    const running = await runStandaloneScript(world, script(users), { settings: { producer } });
    await printedBy(running, `buffered ${count}`);

    running.signal('SIGTERM');

    expect(await world.waitFor('the end of the script', running.ended, endsWithinMs)).toBe('SIGTERM');
    expect(running.errorLines.items).toEqual([]);
    const texts = await textsIn(world, users);
    expect(texts).toHaveLength(count);
    expect(new Set(texts).size).toBe(count);
  },
  { timeoutMs: 120_000 },
);

scenario(
  [68],
  'SIGTERM while the broker is down: each undelivered message is logged with its key, exit 1',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const users = world.name('users');
    const settings = { brokers: cluster.brokers, producer: { ...producer, deliveryTimeoutMs: 3_000 } };
    const running = await runStandaloneScript(world, script(users), { settings });
    await printedBy(running, `buffered ${count}`);
    await cluster.kill();

    running.signal('SIGTERM');

    expect(await world.waitFor('the end of the script', running.ended, endsWithinMs)).toBe(1);
    const lost = loggedBy(running, 'delivery.lost');
    expect(lost[0]).toMatchObject({ level: 'error', topic: users, reason: expect.any(String) });
    expect(new Set(lost.map(({ key }) => key)).size).toBe(count);
    expect(lost).toHaveLength(count);
  },
  { timeoutMs: 180_000 },
);

scenario(
  [68],
  'an app that listens to SIGTERM itself ends itself, and buffered messages leave meanwhile',
  async (world) => {
    const users = await world.createTopic('users', { partitions: 3 });
    const ending = "process.on('SIGTERM', () => flush().then(() => process.exit(7)));";
    const running = await runStandaloneScript(world, script(users, ending), { settings: { producer } });
    await printedBy(running, `buffered ${count}`);

    running.signal('SIGTERM');

    expect(await world.waitFor('the end of the script', running.ended, endsWithinMs)).toBe(7);
    expect(await textsIn(world, users)).toHaveLength(count);
  },
  { timeoutMs: 120_000 },
);

scenario(
  [68],
  'a second signal ends the script at once, exit 2, with the undelivered messages in the log',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const users = world.name('users');
    const running = await runStandaloneScript(world, script(users), {
      settings: { brokers: cluster.brokers, producer },
    });
    await printedBy(running, `buffered ${count}`);
    await cluster.kill();

    running.signal('SIGTERM');
    const again = setInterval(() => running.signal('SIGTERM'), 500);
    world.after(() => clearInterval(again));

    expect(await world.waitFor('the end of the script', running.ended, endsWithinMs)).toBe(2);
    expect(loggedBy(running, 'delivery.lost')).toHaveLength(count);
  },
  { timeoutMs: 180_000 },
);
