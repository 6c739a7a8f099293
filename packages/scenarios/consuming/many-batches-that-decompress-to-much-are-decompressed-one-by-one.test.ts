import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { packedBatch, produceBatch } from '../src/messages/packed-batch.js';
import { scenario } from '../src/scenario/scenario.js';

const mib = 2 ** 20;
const partitions = 4;
const perPartition = 10;
const valueBytes = 60 * mib;
/** Unpacked at once they are 2,400 MiB. The bound on what waits is 128, passed by one batch and what unpacking it takes. */
const maxTotalBufferedBytes = 128 * mib;
const mostResidentBytes = 700 * mib;

const routes = `import { drawRoutes } from 'kfw';
import { SizeConsumer } from '../app/consumers/size-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => group.topic(process.env.ORDERS ?? '', { consumer: SizeConsumer }));
});
`;
const sizeConsumer = `import { type Message, Payload, raw } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(raw())
export class SizeConsumer extends ApplicationConsumer {
  async process({ payload, offset }: Message<Buffer>): Promise<void> {
    const mostBytes = process.resourceUsage().maxRSS * 1_024;
    this.logger.info({ event: 'handled', offset, size: payload.length, mostBytes }, 'handled');
  }
}
`;

scenario(
  [],
  'many batches that decompress to much are decompressed one by one, within the bound of the process',
  async (world) => {
    const { brokers, registry } = world.cluster;
    const topic = await world.createTopic('orders', { partitions });
    const batch = await packedBatch({ codec: 'zstd', records: 1, valueBytes });
    for (let number = 0; number < partitions * perPartition; number++) {
      const partition = number % partitions;
      expect(await produceBatch(brokers, { topic, partition, batch })).toMatchObject({ errorCode: 0 });
    }
    const consumer = { maxTotalBufferedBytes };
    const folder = await makeAppFolder(world, {
      files: {
        // JSON is YAML.
        'config/kafka.yml': JSON.stringify({ development: { brokers, registry: { url: registry }, consumer } }),
        'config/routes.ts': routes,
        'app/consumers/size-consumer.ts': sizeConsumer,
      },
    });
    const server = folder.kfw(['server'], { env: { ORDERS: topic } });
    const isLast = () =>
      server.log.items.filter(({ event }) => event === 'handled').length === partitions * perPartition;
    await server.logged('handled', isLast);
    const handled = server.log.items.filter(({ event }) => event === 'handled');
    expect(handled.every(({ size }) => size === valueBytes)).toBe(true);
    const most = Math.max(...handled.map(({ mostBytes }) => Number(mostBytes)));
    expect(most).toBeLessThan(mostResidentBytes);
  },
  { timeoutMs: 180_000 },
);
