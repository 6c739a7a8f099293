/** A connected app that consumes nothing, for sending and reading. */

import type { World } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import type { BootedApp } from 'kfw/internal';
import { IdleConsumer } from './idle-consumer.js';
import { bootApp, type StartOptions } from './start-app.js';

/** Closed when the scenario ends. */
export async function idleApp(world: World, options: StartOptions = {}): Promise<BootedApp> {
  const routes = drawRoutes(({ topic }) => topic('nothing', { consumer: IdleConsumer }));
  const app = await bootApp(world, { routes, ...options });
  await app.connect();
  return app;
}
