/**
 * kfw as an app runs it: its own configuration loader with nothing but an address, every setting at its default,
 * commits on; a peer may give its topic options. No listener is subscribed, as no other peer logs records either.
 */
import type { ConsumerClass, LaneStatus, Server, TopicOptions } from '@kfw/core/internal';
import { defineApp, drawRoutes, loadConfig, monitor } from 'kfw';
import { type BootedApp, createApp } from 'kfw/internal';
import { benchError } from '../errors.js';
import type { MemoryBounds } from '../figures/memory-peaks.js';
import type { PeerTask, RunningPeer } from './peer.js';

/** The additional parts that `memory` inspects. */
export interface RunningKfw extends RunningPeer {
  lanes(): readonly LaneStatus[];
  /** The bounds of the app. */
  readonly bounds: Omit<MemoryBounds, 'partitions'>;
}

export async function startKfw(
  task: PeerTask,
  consumer: ConsumerClass,
  options: TopicOptions = {},
): Promise<RunningKfw> {
  const { brokers, topic, group } = task;
  const app = await createApp({
    // There is no configuration file in this folder: only the variables apply.
    config: loadConfig({
      root: import.meta.dirname,
      environment: 'production',
      env: { KFW_BROKERS: brokers, KFW_CLIENT_ID: 'kfw-bench' },
    }),
    definition: defineApp({
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup(group, (drawing) => drawing.topic(topic, { consumer, ...options }));
      }),
      groupMapper: (name) => name,
    }),
    monitor,
  });
  const server = app.createServer();
  const stop = await run(app, server, task);
  const connectSender = async () => (value: Buffer) => app.producer.deliver([{ topic, key: null, value, headers: {} }]);
  const maxPartitionBufferBytes = app.plan.groups[0]?.topics[0]?.maxPartitionBufferBytes ?? Number.NaN;
  const { maxTotalBufferedBytes, maxBytesPerPartition } = app.config.consumer;
  const bounds = { maxPartitionBufferBytes, maxTotalBufferedBytes, fetchBytes: maxBytesPerPartition };
  return { stop, connectSender, lanes: () => server.lanes, bounds };
}

/** Resolves when the app runs, with a function that stops it. */
async function run(app: BootedApp, server: Server, task: PeerTask): Promise<() => Promise<unknown>> {
  let stopping = false;
  const running = new Promise<void>((resolve) => app.monitor.subscribe('app.running', () => resolve()));
  const ended = server.ended.then(({ error }) => {
    const failure = error ?? benchError('KFW_BENCH_PEER_STOPPED', { reason: 'the server stopped' });
    if (!stopping) task.fail(failure);
    throw failure;
  });
  void server.start();
  await Promise.race([running, ended]);
  return async () => {
    stopping = true;
    server.stop('the run is over');
    await server.ended;
  };
}
