/**
 * The promises of the README, as a person tries them: a new app in a folder of its own, with packages that npm
 * installs there and the machine's own Node; its server, its console, its tests.
 */
import path from 'node:path';
import { expect } from '@jest/globals';
import { checkout, type LogLine, type Spawned, spawnProgram, temporaryFolder } from '@kfw/test-cluster';
import { readValue } from '../src/messages/kcat.js';
import { openTerminal } from '../src/processes/terminal.js';
import { latestSchemaId } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

const event = { eventName: 'user_created', payload: { id: 1 } };
const call = "await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })";
const installMs = 240_000;

scenario(
  [],
  'the walk: a new app, its server, an event from its console, consumed',
  async (world) => {
    const { brokers, registry } = world.cluster;
    const root = await temporaryFolder(world);
    const name = world.name('shop');
    const app = path.join(root, name);
    const npx = (...args: string[]): Spawned => spawnProgram(world, 'npx', args, { cwd: app });
    const succeeds = async (program: Spawned, deadlineMs?: number): Promise<Spawned> => {
      const code = await world.waitFor('a program to end', program.ended, deadlineMs);
      expect([code, code === 0 || [...program.lines.items, ...program.errorLines.items]]).toEqual([0, true]);
      return program;
    };

    const scaffold = [path.join(checkout, 'bin/kfw'), 'new', app, '--broker', brokers, '--registry', registry];
    const made = await succeeds(spawnProgram(world, 'node', scaffold, { cwd: root }), installMs);
    expect(made.lines.items.join('\n')).toContain(`cd ${name}`);

    const group = `${name}_example`;
    const topic = { topic: 'users', consumer: 'UsersConsumer', responder: 'UsersResponder', active: true };
    const { log: routes } = await succeeds(npx('kfw', 'routes', '--json'));
    const route = {
      event: 'route',
      group,
      handler: 'process',
      schema: 'UserEvent',
      keySchema: 'text',
      startFrom: 'earliest',
    };
    expect(routes.items).toEqual([expect.objectContaining({ ...route, ...topic })]);
    const description = {
      kfwVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      nodeVersion: expect.stringMatching(/^2\d\./),
      clientId: name,
      environment: 'development',
      brokers: [brokers],
      registry,
      transport: expect.stringMatching(/^kafkajs \d/),
      bootFile: 'kfw.ts',
      groups: [{ group, topics: [topic] }],
    };
    const { log: info } = await succeeds(npx('kfw', 'info', '--json'));
    expect(info.items).toEqual([{ event: 'info', ...description }]);

    // The server, for machines.
    const server = npx('kfw', 'server', '--json');
    expect(await server.logged('app.initialized')).toMatchObject(description);
    expect(await server.logged('group.joined')).toMatchObject({ group, memberId: expect.stringMatching(`^${name}-`) });
    await server.logged('partitions.assigned', (line) => line.topic === 'users' && line.partition === 0);

    // An event from a script.
    const { lines } = await succeeds(npx('kfw', 'console', '-e', call));
    expect(lines.items).toHaveLength(1);
    const report = JSON.parse(lines.items[0] ?? '');
    const offset = Number(report.users?.[0]?.[1]?.offset);
    expect(report).toEqual({ users: [[event, { topic: 'users', partition: 0, offset: String(offset) }]] });
    await expectConsumed(server, group, offset);

    // An event from a person at the console.
    const console = openTerminal(world, 'npx kfw console', { cwd: app });
    await console.shows(/\(development\)> /);
    console.type(`${call}\r`);
    const [, shown] = await console.shows(/^(\{ users: .*?\} \] \] \})$/ms);
    const where = `{ topic: 'users', partition: 0, offset: '${offset + 1}' }`;
    const one = `{ users: [ [ { eventName: 'user_created', payload: { id: 1 } }, ${where} ] ] }`;
    expect(shown?.replaceAll(/\s+/g, ' ')).toBe(one);
    console.type('\x04');
    expect(await console.ended).toBe(0);
    await expectConsumed(server, group, offset + 1);
    const ofFramework = server.log.items.filter((line) => line.event !== undefined).map((line) => JSON.stringify(line));
    expect(ofFramework.filter((line) => /user_created|"payload"/.test(line))).toEqual([]);

    // On the wire.
    const value = await readValue(world, { topic: 'users', partition: 0, offset: offset + 1 });
    expect([value[0], value.readUInt32BE(1)]).toEqual([0, await latestSchemaId(world, 'users-value')]);

    await succeeds(spawnProgram(world, 'npm', ['test'], { cwd: app }));
    await succeeds(npx('tsc', '--noEmit'));
  },
  { timeoutMs: 2 * installMs },
);

/** The scaffolded consumer's own line, and then the framework's. */
async function expectConsumed(server: Spawned, group: string, offset: number): Promise<void> {
  const isIts = (line: LogLine) => line.topic === 'users' && line.partition === 0 && line.offset === offset;
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(await server.log.first(`the consumer's line of offset ${offset}`, isIts)).toMatchObject({
    msg: 'user_created of user 1',
    key: '1',
    headers: {},
    timestamp: time,
    receivedAt: time,
    payload: event,
  });
  expect(await server.logged('consumer.consumed', isIts)).toMatchObject({
    group,
    consumer: 'UsersConsumer',
    messages: 1,
    msg: expect.stringMatching(/^UsersConsumer consumed 1 message from users\[0\] in [\d.]+ m?s$/),
  });
}
