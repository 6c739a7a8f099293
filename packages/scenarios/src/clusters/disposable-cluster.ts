/**
 * A cluster of one scenario, so that it may be killed: of the kind that the scenario runs on, with its data on disk. It
 * ends with the scenario.
 */
import path from 'node:path';
import { EmbeddedProcess, startKafka, temporaryFolder, type World } from '@kfw/test-cluster';

export interface DisposableCluster {
  /** As for `KFW_BROKERS`; the same after each start. */
  readonly brokers: string;
  /** SIGKILL; resolves when all its processes have ended. */
  kill(): Promise<void>;
  /** Starts it again, with its data. */
  start(): Promise<void>;
  /** SIGSTOP: it receives bytes, and does nothing with them. */
  freeze(): Promise<void>;
  /** SIGCONT: it handles everything that was sent meanwhile. */
  thaw(): Promise<void>;
}

export function startDisposableCluster(world: World): Promise<DisposableCluster> {
  switch (world.cluster.kind) {
    case 'apache-kafka':
      return disposableKafka(world);
    case 'embedded':
      return disposableEmbedded(world);
  }
}

async function disposableKafka(world: World): Promise<DisposableCluster> {
  const kafka = await startKafka({ registry: false });
  world.after(() => kafka.stop());
  const signal = async (name: NodeJS.Signals) => {
    for (const node of kafka.nodes) await node.kill(name);
  };
  return {
    brokers: kafka.brokers,
    kill: () => signal('SIGKILL'),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async start() {
      for (const node of kafka.nodes) await node.start();
    },
  };
}

async function disposableEmbedded(world: World): Promise<DisposableCluster> {
  const embedded = new EmbeddedProcess({ data: path.join(await temporaryFolder(world), 'broker') });
  world.after(() => embedded.kill('SIGKILL'));
  const { brokers } = await embedded.start();
  return {
    brokers,
    kill: () => embedded.kill('SIGKILL'),
    freeze: () => embedded.kill('SIGSTOP'),
    thaw: () => embedded.kill('SIGCONT'),
    async start() {
      await embedded.start();
    },
  };
}
