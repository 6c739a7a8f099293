import { expect } from '@jest/globals';
import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { makeTopicsApp } from '../src/apps/topics-app.js';
import { folderWithoutApp, inApp } from '../src/processes/run-kfw.js';
import { openTerminal } from '../src/processes/terminal.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [87],
  'kfw topics delete asks for the name',
  async (world) => {
    const orders = await world.createTopic('orders');
    const users = await world.createTopic('users');
    const group = world.name('billing');
    const app = await bootApp(world, { routes: drawRoutes((draw) => draw.topic(users, { consumer: IdleConsumer })) });
    await app.admin.setGroupOffsets(group, [{ topic: orders, partition: 0, offset: 0 }]);
    const exists = async (topic: string) => (await app.admin.listTopics()).includes(topic);
    const folder = await makeTopicsApp(world, { topics: `topic('${orders}');` });
    const outside = await folderWithoutApp(world);

    // A name that is not there: the nearest, and nothing is deleted.
    const typo = await outside.kfw('topics', 'delete', users, `${orders}x`, '--yes');
    expect([typo.code, typo.errorLines.at(-1)]).toEqual([
      1,
      expect.stringContaining(`no topic "${orders}x". Did you mean "${orders}"?`),
    ]);
    const internal = await outside.kfw('topics', 'delete', '__consumer_offsets', '--yes');
    expect([internal.code, internal.errorLines.at(-1)]).toEqual([
      1,
      expect.stringContaining('belongs to Kafka itself'),
    ]);

    // Nobody to ask.
    const unasked = await inApp(folder).kfw('topics', 'delete', orders);
    expect([unasked.code, unasked.errorLines.slice(-3)]).toEqual([
      1,
      [
        `warning: used by this app (declared): ${orders}.`,
        `warning: group ${group}, with no members now, has committed offsets of ${orders}.`,
        expect.stringContaining('Give --yes'),
      ],
    ]);
    expect([await exists(orders), await exists(users)]).toEqual([true, true]);

    // On a terminal the name is typed.
    const commandLine = `npx kfw topics delete ${orders}`;
    const wrong = openTerminal(world, commandLine, { cwd: folder.root });
    await wrong.shows(/Type orders-\S+ to continue:/);
    wrong.type('orders\r');
    await wrong.shows(/not confirmed: nothing was changed/);
    expect([await wrong.ended, await exists(orders)]).toEqual([1, true]);

    const right = openTerminal(world, commandLine, { cwd: folder.root });
    await right.shows(/Type orders-\S+ to continue:/);
    right.type(`${orders}\r`);
    await right.shows(/Deleted orders-/);
    expect(await right.ended).toBe(0);
    await world.until('the topic gone', async () => ((await exists(orders)) ? undefined : true));

    // With --yes it does not ask.
    const deleted = await outside.kfw('topics', 'delete', users, '--yes', '--json');
    expect([deleted.code, deleted.json()]).toEqual([0, [{ topic: users, deleted: true }]]);
    await world.until('the topic gone', async () => ((await exists(users)) ? undefined : true));
  },
  { timeoutMs: 120_000 },
);
