/** The partitions that the console producer of Apache Kafka, on its Java client, and kfw choose for the same keys. */
import { expect } from '@jest/globals';
import { kafkaTool } from '@kfw/test-cluster';
import { drawRoutes, Responder, Topic, text } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

/** Of every length from one byte on, some of them beyond ASCII. */
const keys = Array.from({ length: 60 }, (_none, index) => `${'kéy-日本'.repeat(index % 5)}${index}`);

scenario(
  [66],
  'partitionKey and key are separate; the same key lands on the partition that the Java client chooses',
  async (world) => {
    const java = await world.createTopic('java', { partitions: 7 });
    const ours = await world.createTopic('ours', { partitions: 7 });
    const apart = await world.createTopic('apart', { partitions: 7 });

    @Topic(ours, { schema: text(), multiple: true })
    @Topic(apart, { schema: text(), multiple: true, partitionKey: (payload) => payload })
    class KeysResponder extends Responder {
      respond(all: readonly string[]): void {
        for (const key of all) this.respondTo(ours, 'by its key', { key });
        for (const key of all) this.respondTo(apart, key, { key: 'one and the same' });
        for (const key of all) this.respondTo(apart, 'given', { key, partitionKey: keys[0] ?? '' });
      }
    }
    const app = await bootApp(world, { routes: drawRoutes(({ topic }) => topic(ours, { consumer: IdleConsumer })) });
    await app.connect();
    useResponders(world, app);

    const properties = ['--property', 'parse.key=true', '--property', 'key.separator=|'];
    const to = ['--bootstrap-server', world.cluster.brokers, '--topic', java];
    const lines = keys.map((key) => `${key}|by Java\n`).join('');
    await kafkaTool('org.apache.kafka.tools.ConsoleProducer', [...to, ...properties], lines);
    await KeysResponder.call(keys);

    const byJava = new Map((await readWithKcat(world, java)).map(({ key, partition }) => [key, partition]));
    expect(new Set(byJava.values()).size).toBe(7);
    const byUs = await readWithKcat(world, ours);
    expect(new Map(byUs.map(({ key, partition }) => [key, partition]))).toEqual(byJava);

    const read = await readWithKcat(world, apart);
    const byPayload = read.filter(({ value }) => value !== 'given');
    expect(new Set(byPayload.map(({ key }) => key))).toEqual(new Set(['one and the same']));
    expect(new Map(byPayload.map(({ value, partition }) => [value, partition]))).toEqual(byJava);
    const given = read.filter(({ value }) => value === 'given');
    expect(given.map(({ key }) => key).sort()).toEqual([...keys].sort());
    expect(new Set(given.map(({ partition }) => partition))).toEqual(new Set([byJava.get(keys[0] ?? '')]));
  },
);
