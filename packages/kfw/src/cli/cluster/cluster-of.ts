/**
 * Makes a cluster of its configuration and of the app, if there is one. It has connections of its own, which their first
 * use opens.
 */
import type { Sink } from '@kfw/core';
import type { BootedApp } from '../../app/booted-app.js';
import { createTransport } from '../../connection/create-transport.js';
import { readingLimits } from '../../reading/reading-limits.js';
import type { Cluster } from './cluster.js';

export type ClusterSource = Pick<Cluster, 'app' | 'config' | 'monitor' | 'codecs' | 'declared'>;

export interface OpenedCluster extends Cluster {
  /** Closes its connections; the app stays open. */
  close(): Promise<void>;
}

export function sourceOf(app: BootedApp): ClusterSource {
  const { config, monitor, codecs, declared } = app;
  return { app, config, monitor, codecs, declared };
}

export function clusterOf(source: ClusterSource): OpenedCluster {
  const { app, config, monitor } = source;
  const transport = createTransport(config, monitor);
  const sinks: Sink[] = [];
  return {
    ...source,
    transport,
    admin: app?.adminOf(transport) ?? transport.admin,
    nameInCode: (topic) => app?.nameInCode(topic) ?? topic,
    reader: (topic) => transport.reader({ ...readingLimits(config), topic }),
    openSink: async () => {
      const { compression, requestTimeoutMs } = config.producer;
      const sink = transport.sink({ acks: -1, idempotent: true, compression, requestTimeoutMs });
      sinks.push(sink);
      await sink.connect();
      return sink;
    },
    close: async () => {
      for (const sink of sinks) await sink.disconnect();
      await transport.disconnect();
    },
  };
}
