import { expect } from '@jest/globals';
import { groupState, makeAppFolder } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const consumer = `import { type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class SeeingConsumer extends ApplicationConsumer {
  process({ payload }: Message<string>): void {
    this.logger.info({ event: 'seen', group: this.group, payload }, 'seen');
  }
}
`;

scenario(
  [82],
  '--only-groups, --only-topics and their --except forms start a part; a name that does not exist is an error',
  async (world) => {
    const users = await world.createTopic('users');
    const orders = await world.createTopic('orders');
    const folder = await makeAppFolder(world, {
      files: {
        'app/consumers/seeing-consumer.ts': consumer,
        'config/routes.ts': `import { drawRoutes } from 'kfw';
import { SeeingConsumer } from '../app/consumers/seeing-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  for (const name of ['people', 'billing', 'search']) {
    consumerGroup(name, (group) => {
      group.topic('${users}', { consumer: SeeingConsumer });
      group.topic('${orders}', { consumer: SeeingConsumer });
    });
  }
});
`,
      },
    });
    const outside = await bootApp(world, {
      routes: drawRoutes(({ topic }) => topic(users, { consumer: IdleConsumer })),
    });
    await outside.connect();
    await deliverTexts(outside, orders, ['an order']);
    await deliverTexts(outside, users, ['a user']);

    // The excepted topic has had its message before the other's arrives, in the group that runs.
    const part = folder.kfw([
      'server',
      '--only-groups',
      'people,billing',
      '--except-groups',
      'billing',
      '--only-topics',
      users,
    ]);
    await part.logged('seen');
    part.signal('SIGTERM');
    expect(await part.ended).toBe(0);
    const seen = part.log.items.filter(({ event }) => event === 'seen');
    expect(seen).toMatchObject([{ group: `${folder.name}_people`, payload: 'a user' }]);
    const joined = part.log.items.filter(({ event }) => event === 'group.joined').map(({ group }) => group);
    expect(new Set(joined)).toEqual(new Set([`${folder.name}_people`]));
    for (const group of ['billing', 'search']) {
      expect(await groupState(world.cluster.brokers, `${folder.name}_${group}`)).toBe('Dead');
    }
    const assigned = part.log.items.filter(({ event }) => event === 'partitions.assigned');
    expect(JSON.stringify(assigned)).not.toContain(orders);

    const rest = folder.kfw(['server', '--except-topics', users, '--only-groups', 'search']);
    await rest.logged('seen');
    rest.signal('SIGTERM');
    expect(await rest.ended).toBe(0);
    expect(rest.log.items.filter(({ event }) => event === 'seen')).toMatchObject([
      { group: `${folder.name}_search`, payload: 'an order' },
    ]);

    const misspelt = folder.kfw(['server', '--only-groups', 'peopel']);
    expect(await misspelt.ended).toBe(1);
    expect(misspelt.lines.items).toEqual([]);
    expect(misspelt.errorLines.items).toEqual([
      'kfw: 1 name is not in the routes:',
      '  - --only-groups: there is no group "peopel". Did you mean "people"? There is: people, billing, search.',
    ]);

    const nothing = folder.kfw(['server', '--except-topics', `${users},${orders}`]);
    expect(await nothing.ended).toBe(1);
    expect(nothing.errorLines.items.join('\n')).toContain('the options leave nothing to consume.');
  },
  { timeoutMs: 120_000 },
);
