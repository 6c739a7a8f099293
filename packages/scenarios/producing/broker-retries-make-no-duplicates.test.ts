/**
 * A broker that does not answer in time has not said that it did not write. It is frozen until requests are given up and
 * sent again, and then sees to both; and it is killed with requests on their way. Each message is in the log once, in the
 * order of its key.
 */
import { expect } from '@jest/globals';
import { Callers, checkLog } from '@kfw/chaos';
import { idleApp } from '../src/apps/idle-app.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

const callerCount = 20;
const between = 2_000;

scenario(
  [72],
  'broker retries make no duplicates',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const app = await idleApp(world, {
      env: { KFW_BROKERS: cluster.brokers },
      settings: { requestTimeoutMs: 1_000, producer: { requestTimeoutMs: 1_000 } },
    });
    const topic = world.name('orders');
    await app.admin.createTopics([{ topic, partitions: 3 }]);
    const callers = new Callers(callerCount, (messages) =>
      app.producer.deliver(
        messages.map(({ key, value }) => ({ topic, key: Buffer.from(key), value: Buffer.from(value), headers: {} })),
      ),
    );
    const more = async () => {
      const goal = callers.acknowledgedCount + between;
      await world.until('acknowledgements', async () => (callers.acknowledgedCount >= goal ? true : undefined), 60_000);
    };
    const retries = world.events(app.monitor, 'delivery.retrying');

    await more();
    await cluster.freeze();
    await retries.atLeast(2);
    await cluster.thaw();
    await more();
    await cluster.kill();
    await cluster.start();
    await more();

    await callers.stop();
    expect(callers.failed).toBe(0);
    const verdict = await checkLog(cluster.brokers, topic, callers.acknowledged);
    expect(verdict).toEqual({ held: callers.acknowledgedCount, lost: 0, duplicates: 0, outOfOrder: 0 });
  },
  { timeoutMs: 180_000 },
);
