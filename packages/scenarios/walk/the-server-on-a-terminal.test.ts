import { expect } from '@jest/globals';
import { groupState, makeAppFolder } from '@kfw/test-cluster';
import { drawRoutes, Responder, Topic } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { openTerminal } from '../src/processes/terminal.js';
import { scenario } from '../src/scenario/scenario.js';

const escapeCode = String.fromCharCode(27);
const clock = String.raw`\d\d:\d\d:\d\d\.\d{3}`;

scenario(
  [],
  'the server on a terminal: its banner and its lines are for people, and Ctrl-C stops it',
  async (world) => {
    const users = await world.createTopic('users');
    const app = await makeAppFolder(world, {
      files: {
        'config/routes.ts': `import { drawRoutes } from 'kfw';
import { UsersConsumer } from '../app/consumers/users-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => group.topic('${users}', { consumer: UsersConsumer }));
});
`,
      },
    });
    @Topic(users, { schema: UserEvent, eventId: false })
    class UsersResponder extends Responder {
      respond(event: UserEvent): void {
        this.respondTo(users, event, { key: '1', headers: { source: 'web' } });
      }
    }
    const outside = await bootApp(world, {
      routes: drawRoutes(({ topic }) => topic(users, { consumer: IdleConsumer })),
    });
    await outside.connect();
    useResponders(world, outside);

    const group = `${app.name}_example`;
    const server = openTerminal(world, 'npx kfw server', { cwd: app.root });
    const { brokers, registry } = world.cluster;
    const banner = [
      '',
      `  ${app.name}`,
      '',
      String.raw`  kfw          \d+\.\d+\.\d+\S*`,
      String.raw`  node         \d+\.\d+\.\d+`,
      String.raw`  pid          \d+`,
      `  client id    ${app.name}`,
      '  environment  development',
      `  brokers      ${brokers}`,
      `  registry     ${registry}`,
      String.raw`  transport    kafkajs \d+\.\d+\.\d+`,
      '  boot file    kfw.ts',
      '',
      `  group ${group}`,
      `    ${users}  UsersConsumer → UsersResponder`,
      '',
      `${clock} info  connected to ${brokers} and the registry ${registry}`,
    ];
    await server.shows(new RegExp(banner.join('\n')));
    await server.shows(new RegExp(`^${clock} info  joined ${group} as ${app.name}-\\S+$`, 'm'));
    await server.shows(new RegExp(`^${clock} info  assigned ${users}\\[0\\] to ${group}$`, 'm'));
    await server.shows(new RegExp(`^${clock} info  running 1 group: ${group}$`, 'm'));

    await UsersResponder.call(userEvent('user_created', 1));
    const line = [
      `^${clock} info  user_created of user 1`,
      `                   group       ${group}`,
      `                   topic       ${users}`,
      '                   partition   0',
      '                   offset      0',
      '                   key         1',
      "                   headers     \\{ source: 'web' \\}",
      '                   timestamp   \\d{4}-\\S+Z',
      '                   receivedAt  \\d{4}-\\S+Z',
      "                   payload     \\{ eventName: 'user_created', payload: \\{ id: 1 \\} \\}",
      `${clock} info  UsersConsumer consumed 1 message from ${users}\\[0\\] in [\\d.]+ m?s$`,
    ];
    await server.shows(new RegExp(line.join('\n'), 'm'));
    expect(server.raw).toContain(`${escapeCode}[`);

    server.type('\x03');
    await server.shows(new RegExp(`^(?:\\^C)?${clock} info  received SIGINT$`, 'm'));
    await server.shows(/info {2}stopped in [\d.]+ m?s$/m);
    await server.ended;
    expect(await groupState(brokers, group)).toBe('Empty');
  },
);
