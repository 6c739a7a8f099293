import { expect } from '@jest/globals';
import { textsIn } from '../src/messages/texts-in.js';
import { closedAddress } from '../src/network/closed-address.js';
import { loggedBy, printedBy, runStandaloneScript } from '../src/processes/standalone-script.js';
import { scenario } from '../src/scenario/scenario.js';

/** Long enough that nothing leaves before the script ends. */
const settings = { producer: { lingerMs: 600_000 } };
const keys = ['ada', 'bob', 'cyd'];

const script = (topic: string, ending: string) => `
  import { bufferedCount, deliverAsync, flush } from 'kfw';
  for (const key of ${JSON.stringify(keys)}) await deliverAsync('${topic}', 'of ' + key, { key });
  console.log('buffered', bufferedCount());
  ${ending}
`;

scenario([68], 'a script that runs to its end delivers what it has buffered, and ends by itself', async (world) => {
  const users = await world.createTopic('users');

  const running = await runStandaloneScript(world, script(users, ''), { settings });

  expect(await world.waitFor('the end of the script', running.ended)).toBe(0);
  expect(running.lines.items).toEqual(['buffered 3']);
  expect(running.errorLines.items).toEqual([]);
  expect(await textsIn(world, users)).toEqual(keys.map((key) => `of ${key}`));
});

scenario(
  [68],
  'process.exit leaves no time: each undelivered message is logged with its key, exit 1',
  async (world) => {
    const users = await world.createTopic('users');

    const running = await runStandaloneScript(world, script(users, 'process.exit();'), { settings });

    expect(await world.waitFor('the end of the script', running.ended)).toBe(1);
    expect(loggedBy(running, 'delivery.lost')).toMatchObject(
      keys.map((key) => ({ level: 'error', topic: users, partition: 0, key, reason: expect.stringContaining('exit') })),
    );
    expect(await textsIn(world, users)).toEqual([]);
  },
);

scenario([68], 'flush delivers buffered messages before the script continues', async (world) => {
  const users = await world.createTopic('users');

  const running = await runStandaloneScript(world, script(users, 'await flush(); process.exit();'), { settings });

  expect(await world.waitFor('the end of the script', running.ended)).toBe(0);
  expect(await textsIn(world, users)).toHaveLength(keys.length);
});

scenario([68], 'a first connection that fails rejects the call, and the next call tries again', async (world) => {
  const users = await world.createTopic('users');
  const code = `
    import { deliver } from 'kfw';
    process.env.KFW_BROKERS = '127.0.0.1:1';
    await deliver('${users}', 'early').catch(({ code }) => console.log(code));
    process.env.KFW_BROKERS = '${world.cluster.brokers}';
    console.log((await deliver('${users}', 'late')).offset);
  `;

  const running = await runStandaloneScript(world, code, { settings: { startupTimeoutMs: 0 } });

  expect(await world.waitFor('the end of the script', running.ended)).toBe(0);
  expect(running.lines.items).toEqual(['KFW_BROKER_UNREACHABLE', '0']);
});

scenario(
  [68],
  'a signal before the first connection: each message that waits for it is logged with its key, exit 1',
  async (world) => {
    const code = `
    import { bufferedCount, deliver } from 'kfw';
    for (const key of ${JSON.stringify(keys)}) deliver('users', 'of ' + key, { key }).catch(() => {});
    console.log('buffered', bufferedCount());
  `;
    const running = await runStandaloneScript(world, code, {
      settings: { brokers: await closedAddress(), startupTimeoutMs: 2_000 },
    });
    await printedBy(running, 'buffered 3');

    running.signal('SIGTERM');

    expect(await world.waitFor('the end of the script', running.ended)).toBe(1);
    expect(loggedBy(running, 'delivery.lost').map(({ key }) => key)).toEqual(keys);
  },
);
