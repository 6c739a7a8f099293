/** A spawned server that sends nothing to StatsD before its end. The host is a name, which takes a look-up. */
import type { World } from '@kfw/test-cluster';
import { startTaskServer, type TaskServer } from '../processes/task-server.js';
import { StatsdReceiver } from './statsd-receiver.js';

export interface SilentStatsdServer extends TaskServer {
  readonly statsd: StatsdReceiver;
  /** The tasks that it has consumed, as StatsD knows them. */
  consumed(): number | undefined;
}

export async function startSilentStatsdServer(world: World): Promise<SilentStatsdServer> {
  const statsd = await StatsdReceiver.start(world);
  const boot = `import { statsdListener } from '@kfw/statsd';
import { defineApp, logListener } from 'kfw';
import routes from './config/routes.js';

const statsd = statsdListener({ host: 'localhost', port: ${statsd.port}, intervalMs: 3_600_000 });
export default defineApp({ routes, listeners: [logListener(), statsd] });
`;
  const server = await startTaskServer(world, 1, { files: { 'kfw.ts': boot } });
  const isConsumed = (key: string) => key.startsWith('kfw.consumer.messages|') && key.endsWith('outcome:consumed');
  const consumed = () => [...statsd.metrics].find(([key]) => isConsumed(key))?.[1].value;
  return { ...server, statsd, consumed };
}
