import path from 'node:path';
import { describe, expect } from '@jest/globals';
import { checkout, spawnProgram, temporaryFolder } from '@kfw/test-cluster';
import { Consumer, drawRoutes, Payload, raw } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';
import { compileApp, compilers } from './compile-app.js';

/** The actions of each of the app's classes, in order; a batch or a partition more changes nothing. */
const expected: Readonly<Record<string, readonly string[]>> = {
  signups: ['sent 1'],
  people: [
    'assigned',
    'before a batch, 0 handled',
    'processing Ada with key Ada',
    'after a batch, 1 handled',
    'revoked',
    'shut down',
  ],
  greetings: ['Hello, Ada!', 'Welcome, Ada!', 'shut down'],
};

@Payload(raw())
class Bystander extends Consumer {
  process(): void {}
}

describe.each(Object.entries(compilers))('%s', (_name, compiler) => {
  scenario([], 'one app runs the same however it is compiled', async (world) => {
    const people = await world.createTopic('people', { partitions: 2 });
    const greetings = await world.createTopic('greetings');
    const clientId = world.name('compiled');
    const root = await temporaryFolder(world);
    const config = { clientId, brokers: [world.cluster.brokers], consumer: { heartbeatIntervalMs: 200 } };
    await compileApp(root, compiler, {
      'app/topics.ts': `export const people = '${people}';\nexport const greetings = '${greetings}';\nexport const audits = 'audits';\n`,
      'config/kafka.yml': JSON.stringify({ [compiler.environment]: config }),
    });

    const bin = path.join(checkout, 'packages/kfw/bin/kfw.js');
    const env = { KFW_ENV: compiler.environment };
    const server = spawnProgram(world, process.execPath, [bin, 'server', '--json'], { cwd: root, env });
    const traced = (line: string) => server.lines.first(line, (one) => one === `trace ${line}`);
    await Promise.all([traced('greetings: Welcome, Ada!'), traced('people: after a batch, 1 handled')]);
    // A second member takes one of the two partitions.
    const routes = drawRoutes(({ consumerGroup }) => {
      consumerGroup('all', ({ topic }) => topic(people, { consumer: Bystander }));
    });
    await startApp(world, { clientId, routes });
    await traced('people: revoked');
    server.signal('SIGTERM');

    expect(await server.ended).toBe(0);
    expect(server.errorLines.items).toEqual([]);
    expect(tracesOf(server.lines.items)).toEqual(expected);
  });
});

/** The traced actions, by class; repeats are left out. */
function tracesOf(lines: readonly string[]): Record<string, readonly string[]> {
  const traces: Record<string, string[]> = {};
  for (const line of new Set(lines)) {
    const [, who, what] = /^trace (\w+): (.+)$/.exec(line) ?? [];
    if (who !== undefined && what !== undefined) traces[who] = [...(traces[who] ?? []), what];
  }
  return traces;
}
