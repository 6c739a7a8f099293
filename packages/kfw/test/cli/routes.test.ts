import { describe, expect, it, jest } from '@jest/globals';
import { scaffoldedApp } from './support/scaffolded-app.js';

/** Commands run as separate processes, several in a test. */
jest.setTimeout(60_000);

const scaffolded = scaffoldedApp();

const withFailureTopics = {
  'config/routes.ts': (text: string) =>
    text.replace(
      'schema: UserEvent }',
      "schema: UserEvent, retryTopics: ['10s', '5m'], deadLetter: 'shop.dead' });\n    group.topic('plain', { consumer: UsersConsumer }",
    ),
};
const mapped = {
  ...withFailureTopics,
  'kfw.ts': (text: string) =>
    text.replace(
      '  routes,',
      "  routes,\n  topicMapper: { toCluster: (topic) => 'eu.' + topic, fromCluster: (topic) => topic.replace(/^eu\\./, '') },",
    ),
};

const rows = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('kfw routes', () => {
  it('lists the retry topics and the dead-letter topic of each route', async () => {
    const { code, stdout } = await scaffolded.broken(withFailureTopics).kfw(['routes']);
    const cells = stdout.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));

    expect(code).toBe(0);
    expect(cells[1]?.slice(-3)).toEqual(['retry topics', 'dead letters', '']);
    const users = cells.findIndex(([, , topic]) => topic === 'users');
    expect(cells[users]?.slice(-3)).toEqual(['users.shop_example.retry-10s', 'shop.dead', '']);
    expect(cells[users + 1]?.slice(-3)).toEqual(['users.shop_example.retry-5m', '', '']);
    expect(cells.find(([, , topic]) => topic === 'plain')?.slice(-3)).toEqual(['', '', '']);
  });

  it('lists them in JSON, by the names that the cluster knows', async () => {
    const { code, stdout } = await scaffolded.broken(mapped).kfw(['routes', '--json']);

    expect(code).toBe(0);
    expect(rows(stdout)).toMatchObject([
      {
        topic: 'users',
        deadLetter: 'shop.dead',
        onCluster: {
          topic: 'eu.users',
          retryTopics: ['eu.users.shop_example.retry-10s', 'eu.users.shop_example.retry-5m'],
          deadLetter: 'eu.shop.dead',
        },
      },
      { topic: 'users.shop_example.retry-10s', retryOf: 'users', onCluster: { deadLetter: 'eu.shop.dead' } },
      { topic: 'users.shop_example.retry-5m', retryOf: 'users' },
      { topic: 'plain', deadLetter: null, onCluster: { topic: 'eu.plain', retryTopics: [], deadLetter: null } },
    ]);
  });

  it('shows no such columns if no route has them', async () => {
    const { stdout } = await scaffolded.broken({}).kfw(['routes']);

    expect(stdout).not.toContain('dead letters');
  });
});
