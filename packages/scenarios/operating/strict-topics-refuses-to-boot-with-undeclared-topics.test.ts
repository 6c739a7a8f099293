import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { countConnections } from '../src/network/connection-counter.js';
import { scenario } from '../src/scenario/scenario.js';

const routes = `import { drawRoutes } from 'kfw';
import { UsersConsumer } from '../app/consumers/users-consumer.js';
import { UserEvent } from '../app/schemas/user-event.js';

export default drawRoutes(({ consumerGroup, defaults }) => {
  defaults({ retryTopics: ['10s'], deadLetter: 'dead-letters' });
  consumerGroup('example', (group) => {
    group.topic('users', { consumer: UsersConsumer, schema: UserEvent });
    group.topic('accounts', { consumer: UsersConsumer, schema: UserEvent });
    group.topic(/^logs\\./, { consumer: UsersConsumer, schema: UserEvent, retryTopics: [] });
  });
});
`;
const topics = (...names: readonly string[]): string => `import { defineTopics } from 'kfw';

export default defineTopics(({ topic }) => {
${names.map((name) => `  topic('${name}');`).join('\n')}
});
`;
const bootFile = `import { defineApp } from 'kfw';
import routes from './config/routes.js';
import topics from './config/topics.js';

export default defineApp({ routes, topics, strictTopics: true });
`;
const invoicesResponder = `import { Topic } from 'kfw';
import { UserEvent } from '../schemas/user-event.js';
import { ApplicationResponder } from './application-responder.js';

@Topic('invoices', { schema: UserEvent })
export class InvoicesResponder extends ApplicationResponder {
  respond(event: UserEvent): void {
    this.respondTo('invoices', event);
  }
}
`;

scenario([99], '`strictTopics` refuses to boot with an undeclared topic, all of them listed', async (world) => {
  const broker = await countConnections(world, 'broker');
  const registry = await countConnections(world, 'registry');
  const app = await makeAppFolder(world, {
    broker: broker.address,
    registry: `http://${registry.address}`,
    files: {
      'kfw.ts': bootFile,
      'config/routes.ts': routes,
      'config/topics.ts': topics('users'),
      'app/responders/invoices-responder.ts': invoicesResponder,
    },
  });

  const strict = app.kfw(['server']);
  expect(await strict.ended).toBe(1);
  expect(strict.lines.items).toEqual([]);
  expect(strict.errorLines.items).toEqual([
    'kfw: 3 topics are not declared, and strictTopics is on:',
    '  - accounts: read by UsersConsumer',
    '  - dead-letters: the dead-letter topic of users, accounts, /^logs\\./',
    '  - invoices: written by InvoicesResponder',
    "Declare each in config/topics.ts: topic('accounts', { partitions: 12 }).",
  ]);
  // What shows the topics to declare works.
  const shown = app.kfw(['routes']);
  expect(await shown.ended).toBe(0);
  expect(broker.connections.items).toHaveLength(0);
  expect(registry.connections.items).toHaveLength(0);

  // With all of them declared the same app connects. Retry topics follow from their source.
  await app.write({ 'config/topics.ts': topics('users', 'accounts', 'dead-letters', 'invoices') });
  app.kfw(['server']);
  await broker.connections.atLeast(1);
});
