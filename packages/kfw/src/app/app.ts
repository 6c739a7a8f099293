/** An app as its own code sees it: the result of `createApp` and `loadApp`. */
import type { Admin, Logger, Monitor } from '@kfw/core';
import type { AppDescription, ReadTopicOptions, Server, TopicReading } from '@kfw/core/internal';
import type { DesiredTopic } from '@kfw/operating';
import type { KfwConfig } from '../config/kfw-config.js';
import type { ClosingReason } from './app-command.js';

export interface App {
  readonly config: KfwConfig;
  /** The events of this app. */
  readonly monitor: Monitor;
  readonly logger: Logger;
  /** Its versions, its cluster, and its groups with their topics. It holds no secret. */
  readonly description: AppDescription;
  /** Topics, offsets and the cluster. Groups of the routes also go by their names in the routes. */
  readonly admin: Admin;
  /**
   * The topics that the app wants on its cluster, by their names there: those it declares, and those that its routes and
   * responders imply. Nothing is asked of the cluster.
   */
  desiredTopics(): readonly DesiredTopic[];
  /**
   * Connects to brokers and registry, retrying until `startupTimeoutMs`. Throws the last attempt's error. Does nothing
   * if the app is connected. Until it is closed, responders and `deliver` of this process send through it.
   */
  connect(signal?: AbortSignal): Promise<void>;
  /** A server over the active topics of the routes; it connects when it is started. */
  createServer(): Server;
  /** As `readTopic` of this package, with this app's configuration, also when kfw runs another app. */
  readTopic<P = unknown, K = string>(topic: string, options?: ReadTopicOptions<P, K>): TopicReading<P, K>;
  /**
   * Delivers buffered messages, for as long as a stop may take, calls the app's `closing`, and closes the connections.
   * Throws `KFW_MESSAGES_LOST` when some were not delivered; each of those was published as `delivery.lost`.
   */
  close(why?: ClosingReason): Promise<void>;
}
