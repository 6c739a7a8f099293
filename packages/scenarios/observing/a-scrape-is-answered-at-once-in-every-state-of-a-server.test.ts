/**
 * Brokers are frozen and a handler never returns: an answer that waited for either would not come while the state lasts, which this
 * scenario alone ends.
 */
import { expect } from '@jest/globals';
import { createTopic, type Spawned } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { hangingServer } from '../src/observing/hanging-server.js';
import { scenario } from '../src/scenario/scenario.js';

const paths = ['/livez', '/readyz', '/startupz', '/status', '/metrics'] as const;
/** Less than what the health server gives an endpoint. */
const atOnceMs = 4_000;

scenario(
  [125],
  'a scrape while the server starts, rebalances, drains or is stalled is answered at once',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const topic = world.name('tasks');
    const port = Number(cluster.brokers.split(':').at(-1));
    await createTopic(port, { name: topic, partitions: 1, replication: 1, settings: {} });
    const outside = await bootApp(world, {
      env: { KFW_BROKERS: cluster.brokers },
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer })),
    });
    await outside.connect();
    const start = await hangingServer(world, { brokers: cluster.brokers, topic, stallTimeoutMs: 2_000 });
    const slowest: Record<string, number> = {};

    /** The answers of all paths at once: their codes, and what the text of two of them holds. */
    const scrape = async (state: string, server: Spawned) => {
      const { address } = await server.logged('health.listening');
      const since = performance.now();
      const asked = paths.map(async (path) => {
        const response = await fetch(`http://${String(address)}${path}`);
        return [path, { code: response.status, body: await response.text() }] as const;
      });
      const answers = Object.fromEntries(
        await world.waitFor(`the answers while ${state}`, Promise.all(asked), atOnceMs),
      );
      slowest[state] = Math.round(performance.now() - since);
      return {
        codes: paths.map((path) => answers[path]?.code),
        status: JSON.parse(answers['/status']?.body ?? '') as Record<string, unknown>,
        metrics: answers['/metrics']?.body ?? '',
      };
    };

    await cluster.freeze();
    const first = start();
    const starting = await scrape('starting', first);
    expect(starting).toMatchObject({ codes: [200, 503, 503, 200, 200], status: { state: 'connecting' } });
    expect(starting.status).toMatchObject({ groups: [{ member: false, lanes: [] }] });
    expect(starting.metrics).toMatch(/^kfw_server_state\{state="connecting"\} 1$/m);
    expect(starting.metrics).toMatch(/^kfw_consumer_lag_seconds\{.*consumer="HangingConsumer"\} 0$/m);
    await cluster.thaw();

    await first.logged('partitions.assigned');
    await deliverTexts(outside, topic, ['hang']);
    // The restart of its group does not help.
    await first.logged('consumer.stalled', ({ restarting }) => restarting === false);
    const stalled = await scrape('stalled', first);
    const lane = { state: 'running', handler: 'HangingConsumer.process', lag: 1, stalled: true };
    expect(stalled).toMatchObject({ codes: [503, 200, 200, 200, 200], status: { groups: [{ lanes: [lane] }] } });
    expect(stalled.metrics).toMatch(/^kfw_stalled_partitions\{.*\} 1$/m);

    // The group waits for the member whose handler hangs.
    const second = start();
    await second.logged('group.joining');
    const joining = await scrape('joining', second);
    expect(joining).toMatchObject({ codes: [200, 503, 200, 200, 200], status: { groups: [{ joining: true }] } });
    const rebalancing = await scrape('rebalancing', first);
    expect(rebalancing.status).toMatchObject({ groups: [{ lanes: [{ state: 'running' }] }] });
    expect(second.log.items.filter(({ event }) => event === 'group.joined')).toEqual([]);

    await cluster.freeze();
    expect((await scrape('without brokers', first)).status).toMatchObject({ state: 'running' });
    await cluster.thaw();

    first.signal('SIGTERM');
    await first.logged('app.stopping');
    const draining = await scrape('draining', first);
    expect(draining).toMatchObject({ status: { state: 'stopping' } });
    expect(draining.codes.slice(1)).toEqual([503, 200, 200, 200]);
    first.send('go on');
    expect(await world.waitFor('the end', first.ended)).toBe(0);
    process.stdout.write(`${world.cluster.kind}: milliseconds for five paths: ${JSON.stringify(slowest)}\n`);
  },
  { timeoutMs: 180_000 },
);
