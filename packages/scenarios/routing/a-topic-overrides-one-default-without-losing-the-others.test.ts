import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

/** The visible effects of a topic's options: the first call of each topic fails. */
interface Seen {
  topic: string;
  size: number;
  consumer: Consumer;
}

/** The pause that was set, from one that was shortened at random by up to a fifth. */
const basePauseMs = (pausedMs = Number.NaN) => [10, 100].find((set) => pausedMs >= 0.8 * set && pausedMs <= set);

scenario(
  [86],
  'defaults apply to all topics and each topic can override one option without losing the others',
  async (world) => {
    const names = ['plain', 'larger', 'kept', 'other'] as const;
    const topics = await Promise.all(names.map((name) => world.createTopic(name)));
    const [plain = '', larger = '', kept = '', other = ''] = topics;
    const seen = world.inbox<Seen>('calls');

    @Payload(text())
    class Seer extends Consumer {
      consume(batch: Batch<string>): void {
        const isFirst = seen.items.every(({ topic }) => topic !== batch.topic);
        seen.push({ topic: batch.topic, size: batch.size, consumer: this });
        if (isFirst) throw new Error('the first call fails');
      }
    }
    const routes = drawRoutes(({ defaults, topic, consumerGroup }) => {
      defaults({ maxMessages: 2, persistentConsumer: false, pauseMs: 10 });
      topic(plain, { consumer: Seer });
      topic(larger, { consumer: Seer, maxMessages: 3 });
      topic(kept, { consumer: Seer, persistentConsumer: true });
      consumerGroup('other', (group) => {
        group.defaults({ pauseMs: 100 });
        group.topic(other, { consumer: Seer, maxMessages: 4 });
      });
    });
    const app = await bootApp(world, { routes });
    await app.connect();
    for (const topic of topics) await deliverTexts(app, topic, ['a', 'b', 'c', 'd', 'e', 'f']);

    const failed = world.events(app.monitor, 'consumer.failed');
    const server = app.createServer();
    world.after(async () => {
      server.stop('the scenario is over');
      await server.ended;
    });
    void server.start();
    const calls = (await seen.atLeast(4 + 3 + 4 + 3)).slice();

    const of = (name: string) => calls.filter(({ topic }) => topic === name);
    const shape = (name: string) => ({
      sizes: of(name).map(({ size }) => size),
      instances: new Set(of(name).map(({ consumer }) => consumer)).size,
      pauseMs: basePauseMs(failed.items.find(({ topic }) => topic === name)?.retryInMs),
    });
    expect(shape(plain)).toEqual({ sizes: [2, 2, 2, 2], instances: 4, pauseMs: 10 });
    expect(shape(larger)).toEqual({ sizes: [3, 3, 3], instances: 3, pauseMs: 10 });
    expect(shape(kept)).toEqual({ sizes: [2, 2, 2, 2], instances: 1, pauseMs: 10 });
    expect(shape(other)).toEqual({ sizes: [4, 4, 2], instances: 3, pauseMs: 100 });
  },
);
