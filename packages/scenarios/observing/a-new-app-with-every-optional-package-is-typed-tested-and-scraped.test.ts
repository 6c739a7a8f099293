/**
 * `kfw new --with` as a person uses it: npm installs the app from its vendor folder, its types, its linter and its tests pass, its
 * server answers a scrape, and OpenTelemetry's SDK starts when a variable asks for it, and is ended with the server.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from '@jest/globals';
import { checkout, type Spawned, spawnProgram, temporaryFolder, type World } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const installMs = 240_000;
const call = "await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })";

scenario(
  [],
  'a new app with every optional package is typed, tested and scraped',
  async (world) => {
    const { brokers, registry } = world.cluster;
    const root = await temporaryFolder(world);
    const app = path.join(root, world.name('shop'));
    const run = async (program: string, args: readonly string[], cwd = app): Promise<void> => {
      const spawned = spawnProgram(world, program, args, { cwd });
      const code = await world.waitFor(`${program} ${args.join(' ')}`, spawned.ended, installMs);
      expect([code, code === 0 || [...spawned.lines.items, ...spawned.errorLines.items]]).toEqual([0, true]);
    };
    const all = ['--with', 'metrics,statsd,opentelemetry', '--broker', brokers, '--registry', registry];
    await run('node', [path.join(checkout, 'bin/kfw'), 'new', app, ...all], root);
    await run('npm', ['run', 'typecheck']);
    await run('npm', ['run', 'lint']);
    await run('npm', ['test']);
    // The paths of docker-compose.observability.yml and of the guides.
    for (const file of [
      'metrics/alerts/kfw.rules.yml',
      'metrics/dashboards/kfw.json',
      'statsd/dashboards/datadog.json',
    ]) {
      expect(existsSync(path.join(app, 'node_modules/@kfw', file))).toBe(true);
    }

    const collector = await startCollector(world);
    const bin = path.join(app, 'node_modules/kfw/bin/kfw.js');
    const server = spawnProgram(world, process.execPath, [bin, 'server', '--json', '--health', '0'], {
      cwd: app,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    const { address } = await server.logged('health.listening');
    await server.logged('partitions.assigned', ({ topic }) => topic === 'users');
    await run('npx', ['kfw', 'console', '-e', call]);
    await server.logged('consumer.consumed', ({ topic }) => topic === 'users');
    expect(await consumed(String(address))).toBeGreaterThan(0);
    await expectEnd(world, server);
    expect(collector.paths).toContain('/v1/metrics');
  },
  { timeoutMs: 2 * installMs, only: 'embedded' },
);

/** What a scrape says of the messages that were consumed. */
async function consumed(address: string): Promise<number> {
  const scrape = await (await fetch(`http://${address}/metrics`)).text();
  const [, value] = /^kfw_consumer_messages_total\{.*topic="users".*outcome="consumed".*\} (\d+)$/m.exec(scrape) ?? [];
  return Number(value);
}

async function expectEnd(world: World, server: Spawned): Promise<void> {
  server.interrupt();
  expect([await world.waitFor('the server to stop', server.ended), server.errorLines.items]).toEqual([0, []]);
}

/** Takes whatever is sent to it by OTLP over HTTP. */
async function startCollector(world: World): Promise<{ readonly url: string; readonly paths: readonly string[] }> {
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    paths.push(String(request.url));
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}
