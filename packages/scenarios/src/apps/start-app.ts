/**
 * A whole app inside the test process, on the scenario's cluster: real boot, real transport, real registry. Retries are
 * quick, so that scenarios about them do not wait.
 */

import type { Server } from '@kfw/core/internal';
import type { World } from '@kfw/test-cluster';
import { type AppDefinition, defineApp, type KfwConfig, loadConfig, type Monitor } from 'kfw';
import { type BootedApp, createApp } from 'kfw/internal';

export interface StartedApp {
  readonly app: BootedApp;
  readonly server: Server;
  readonly monitor: Monitor;
  /** Resolves with the exit code. */
  stop(): Promise<number>;
}

export interface StartOptions extends AppDefinition {
  /** Default: one of this world alone. Two apps of one client id share their groups. */
  readonly clientId?: string;
  /** Variables over the defaults, such as `KFW_BROKERS`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings over those of the configuration. */
  readonly settings?: Partial<Omit<KfwConfig, 'consumer' | 'producer'>> & {
    readonly consumer?: Partial<KfwConfig['consumer']>;
    readonly producer?: Partial<KfwConfig['producer']>;
  };
  /** Subscribes before anything is published. */
  readonly listen?: (monitor: Monitor) => void;
}

/** Boots an app without starting its consumers; closed when the scenario ends. */
export async function bootApp(world: World, options: StartOptions): Promise<BootedApp> {
  const { clientId = world.name('shop'), env = {}, settings = {}, listen, ...definition } = options;
  const { brokers, registry } = world.cluster;
  const config = loadConfig({
    root: '/nowhere',
    environment: 'test',
    env: { KFW_BROKERS: brokers, KFW_REGISTRY_URL: registry, KFW_CLIENT_ID: clientId, ...env },
  });
  const consumer = { ...config.consumer, commitIntervalMs: 50, ...settings.consumer };
  const app = await createApp({
    config: { ...config, ...settings, consumer, producer: { ...config.producer, ...settings.producer } },
    definition: defineApp({
      ...definition,
      async setup(context) {
        listen?.(context.monitor);
        await definition.setup?.(context);
      },
    }),
  });
  world.after(() => app.close());
  return app;
}

/** Boots an app, starts its consumers and waits until it runs; stopped when the scenario ends. */
export async function startApp(world: World, options: StartOptions): Promise<StartedApp> {
  const app = await bootApp(world, options);
  const server = app.createServer();
  const stop = async () => {
    server.stop('the scenario is over');
    return (await server.ended).exitCode;
  };
  world.after(stop);
  const running = world.event(app.monitor, 'app.running');
  void server.start();
  const failed = server.ended.then(({ error }) => {
    throw error ?? new Error('the server stopped before it ran');
  });
  await Promise.race([running, failed]);
  return { app, server, monitor: app.monitor, stop };
}
