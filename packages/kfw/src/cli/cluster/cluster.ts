/** A cluster as commands see it: connected, with the app of the current folder where there is one. */
import type { Admin, Monitor, Sink, TopicReader, Transport } from '@kfw/core';
import type { Codecs, SchemaLookup } from '@kfw/core/internal';
import type { BootedApp } from '../../app/booted-app.js';
import type { KfwConfig } from '../../config/kfw-config.js';

export interface Cluster {
  /** Loaded, and not connected; `undefined` outside of an app. */
  readonly app: BootedApp | undefined;
  /** The app's, with the brokers and the registry that the command line names. */
  readonly config: KfwConfig;
  /** Topics are named as on the cluster, here and below; groups of the app as in its routes, too. */
  readonly admin: Admin;
  readonly transport: Transport;
  readonly codecs: Codecs;
  /** What the app declares for its topics, by their names in the code. */
  readonly declared: SchemaLookup | undefined;
  readonly monitor: Monitor;
  /** The name in the code of a topic, which a `topicMapper` may have changed. */
  nameInCode(topic: string): string;
  /** Reads one topic; close it. */
  reader(topic: string): TopicReader;
  /** Connected, idempotent, acknowledged by all in-sync replicas; closed with the cluster. */
  openSink(): Promise<Sink>;
}
