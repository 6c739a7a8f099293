/**
 * An app whose messages, keys, headers, errors and passwords all carry one mark, and whose handler throws an error of another class for
 * each of 10,000 messages: nothing of `/metrics` has the mark, nothing can forge a line, and the series are bounded.
 */
import { expect } from '@jest/globals';
import { startBroker } from '@kfw/broker';
import { collectMetrics } from '@kfw/metrics';
import type { World } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { parsedScrape } from '../src/observing/parsed-scrape.js';
import { scenario } from '../src/scenario/scenario.js';

const mark = 'hunter2';
const forged = `${mark}"} 1\nkfw_forged_total{of="`;
const classes = 10_000;

@Payload(text())
class Failing extends Consumer {
  process({ payload }: Message<string>): void {
    if (payload === 'end') return;
    const error = new Error(`${mark} is the password`);
    // What a name of a class cannot be, and then thousands that can.
    error.name = payload.startsWith('class') ? payload.replace(/ .*/, '') : forged;
    throw error;
  }
}

scenario(
  [121],
  'metrics hold no payload, key or secret, and their number is bounded',
  async (world) => {
    const topic = await world.createTopic('orders');
    const deadLetters = await world.createTopic('orders.dead-letters');
    const { app, monitor } = await startApp(world, {
      env: { KFW_REGISTRY_USERNAME: 'me', KFW_REGISTRY_PASSWORD: mark },
      routes: drawRoutes((draw) => {
        draw.topic(topic, { consumer: Failing, maxRetries: 0, deadLetter: deadLetters });
      }),
    });
    const registry = collectMetrics(monitor, { partitions: true });
    const lettersIn = world.events(monitor, 'message.deadLettered');
    const ended = world.event(monitor, 'consumer.consumed', undefined, 100_000);
    const headers = { [mark]: Buffer.from(mark) };
    await app.producer.deliver([
      { topic, key: Buffer.from(mark), value: Buffer.from(mark), headers },
      { topic, key: null, value: Buffer.from(forged), headers },
    ]);
    await lettersIn.atLeast(2);
    const few = await registry.metrics();
    const texts = Array.from({ length: classes }, (_, at) => `class${at} ${mark}`);
    await deliverTexts(app, topic, texts, { key: mark });
    await deliverTexts(app, topic, ['end'], { key: mark });
    await ended;
    await expect(app.producer.deliver([tooLarge(topic)])).rejects.toThrow();
    const many = await registry.metrics();

    const parsed = await parsedScrape(world, many);
    const samples = [...parsed.values()].flatMap((family) => family.samples);
    const errors = Map.groupBy(
      samples.filter(({ labels }) => labels.error !== undefined),
      ({ name }) => name,
    );
    for (const ofMetric of errors.values()) {
      expect(new Set(ofMetric.map(({ labels }) => labels.error)).size).toBeLessThanOrEqual(51);
    }
    const failures = errors.get('kfw_consumer_failures_total') ?? [];
    expect(failures.reduce((sum, { value }) => sum + value, 0)).toBe(classes + 2);
    expect(failures.find(({ labels, value }) => labels.error === 'other' && value > 0)?.value).toBeGreaterThan(
      classes - 60,
    );
    // Fifty classes for each metric that has them, and no more than those.
    expect(many.split('\n').length - few.split('\n').length).toBeLessThan(50 * errors.size);

    for (const scrape of [
      few,
      many,
      await scrapeWithPassword(world, mark),
      await scrapeWithPassword(world, `${mark}!`),
    ]) {
      expect(scrape).toContain('kfw_request_seconds_count{');
      expect(scrape).not.toContain(mark);
      expect(scrape).not.toContain(Buffer.from(mark).toString('base64').replace(/=+$/, ''));
      expect(scrape).not.toMatch(/^kfw_forged/m);
    }
  },
  { timeoutMs: 180_000 },
);

function tooLarge(topic: string) {
  return { topic, key: Buffer.from(mark), value: Buffer.alloc(12 * 1_024 * 1_024, mark), headers: {} };
}

/** Of an app that logs in to a broker of its own, which knows the password `hunter2`. */
async function scrapeWithPassword(world: World, given: string): Promise<string> {
  const broker = await startBroker({ sasl: { users: { me: mark } } });
  world.after(() => broker.stop());
  const app = await bootApp(world, {
    env: {
      KFW_BROKERS: broker.address,
      KFW_SASL_USERNAME: 'me',
      KFW_SASL_PASSWORD: given,
      KFW_STARTUP_TIMEOUT_MS: '500',
    },
    routes: drawRoutes((draw) => draw.topic('orders', { consumer: Failing })),
  });
  await app.connect().catch(() => undefined);
  return collectMetrics(app.monitor).metrics();
}
