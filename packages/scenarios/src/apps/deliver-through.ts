import type { World } from '@kfw/test-cluster';
import { drawRoutes, type KfwConfig } from 'kfw';
import type { BootedApp } from 'kfw/internal';
import { IdleConsumer } from './idle-consumer.js';
import { bootApp } from './start-app.js';
import { useResponders } from './use-responders.js';

/** Lets `deliver` and similar functions send through an app that consumes nothing, with these settings of the producer. */
export async function deliverThrough(
  world: World,
  producer: Partial<KfwConfig['producer']> = {},
  brokers = world.cluster.brokers,
): Promise<BootedApp> {
  const routes = drawRoutes(({ topic }) => topic(world.name('nothing'), { consumer: IdleConsumer, active: false }));
  const app = await bootApp(world, { routes, env: { KFW_BROKERS: brokers }, settings: { producer } });
  await app.connect();
  useResponders(world, app);
  return app;
}
