import { expect } from '@jest/globals';
import { text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [57],
  'a reader continues where it was when its broker comes back',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const topic = world.name('users');
    const app = await idleApp(world, { env: { KFW_BROKERS: cluster.brokers }, settings: { createTopics: true } });
    const seen = world.inbox<string>('messages');
    const end = new AbortController();
    world.after(() => end.abort());
    await deliverTexts(app, topic, ['a', 'b']);

    const follow = async () => {
      const options = { schema: text(), follow: true, signal: end.signal };
      for await (const { offset, payload } of app.readTopic(topic, options)) seen.push(`${offset} ${payload}`);
    };
    const following = follow();
    await seen.atLeast(2);
    const tried = world.event(app.monitor, 'transport.warned', ({ message }) => message.startsWith('Reading failed'));
    await cluster.kill();
    expect((await tried).detail).toMatchObject({ topic, partitions: [0], attempt: 1 });
    await cluster.start();
    await deliverTexts(app, topic, ['c']);
    await seen.atLeast(3);
    expect(seen.items).toEqual(['0 a', '1 b', '2 c']);
    end.abort();
    await world.waitFor('the reading to end', following);
  },
  { timeoutMs: 180_000 },
);

scenario(
  [],
  'a reader whose broker stays down ends with an error',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const topic = world.name('users');
    const app = await idleApp(world, {
      env: { KFW_BROKERS: cluster.brokers },
      settings: { createTopics: true, startupTimeoutMs: 2_000 },
    });
    await deliverTexts(app, topic, ['a']);
    const reading = app.readTopic(topic, { schema: text(), follow: true });
    world.after(() => reading.return());
    expect((await reading.next()).value?.payload).toBe('a');
    const next = reading.next();
    await cluster.kill();
    await expect(world.waitFor('the reading to give up', next)).rejects.toMatchObject({
      code: 'KFW_READ_FAILED',
      message: expect.stringContaining(`cannot read ${topic}[0]: `),
    });
  },
  { timeoutMs: 120_000 },
);
