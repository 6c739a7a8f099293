/**
 * Batches as kcat (librdkafka), the tools of Apache Kafka (Java) and kfw's own producer compress them. What is written
 * compresses well, and the bytes that come in show that it was: a client may send what does not gain as it is.
 */
import { expect } from '@jest/globals';
import { kafkaTool, kcat, type World } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type KfwConfig, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { startApp } from '../src/apps/start-app.js';
import { countReceivedBytes } from '../src/network/received-bytes.js';
import { scenario } from '../src/scenario/scenario.js';

const codecs = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
const perWrite = 200;
const padding = 'compressible '.repeat(80);

type Codec = KfwConfig['producer']['compression'];
type Write = (world: World, topic: string, codec: Codec, texts: readonly string[]) => Promise<unknown>;

const writers: Readonly<Record<string, Write>> = {
  librdkafka: ({ cluster }, topic, codec, texts) =>
    kcat(cluster.brokers, ['-P', '-t', topic, '-X', `compression.codec=${codec}`, '-X', 'linger.ms=200'], lines(texts)),
  java: ({ cluster }, topic, codec, texts) => {
    const args = ['--bootstrap-server', cluster.brokers, '--topic', topic, '--compression-codec', codec];
    return kafkaTool('org.apache.kafka.tools.ConsoleProducer', args, lines(texts));
  },
  kfw: async (world, topic, compression, texts) => {
    const app = await idleApp(world, { settings: { producer: { compression } } });
    await deliverTexts(app, topic, texts, { key: 'one' });
  },
};

scenario(
  [12],
  'gzip, snappy, lz4 and zstd batches are read, from any client',
  async (world) => {
    const topic = await world.createTopic('texts');
    const seen = world.inbox<string>('messages');
    @Payload(text())
    class Seer extends Consumer {
      process({ payload }: Message<string>): void {
        seen.push(payload);
      }
    }
    const received = countReceivedBytes(world);
    await startApp(world, { routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Seer })) });

    for (const [writer, write] of Object.entries(writers)) {
      for (const codec of codecs) {
        const texts = Array.from({ length: perWrite }, (_, index) => `${writer} ${codec} ${index} ${padding}`);
        const [messages, bytes] = [seen.items.length, received.total()];
        await write(world, topic, codec, texts);
        await seen.atLeast(messages + perWrite);
        expect(seen.items.slice(messages)).toEqual(texts);
        expect(received.total() - bytes).toBeLessThan((perWrite * padding.length) / 2);
      }
    }
  },
  { timeoutMs: 240_000 },
);

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
