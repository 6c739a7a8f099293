/**
 * Sets the addresses of the embedded broker in the configuration of an app that runs on it: those of the broker that
 * it joins, or, for a command that does not connect, of one that already runs.
 */
import type { Logger } from '@kfw/core';
import { withAddresses } from '../config/embedded-settings.js';
import type { KfwConfig } from '../config/kfw-config.js';
import { displayPath } from '../terminal/display-path.js';
import { type EmbeddedJoined, type EmbeddedListener, EmbeddedSupervisor } from './embedded-supervisor.js';
import { embeddedFolderOf } from './folder/embedded-folder.js';
import { lockHolder } from './lock/lock-holder.js';

export interface ReadyConfig {
  readonly config: KfwConfig;
  /** The joined broker, to be released when the app is closed. */
  readonly embedded?: EmbeddedSupervisor;
}

export interface WithEmbeddedOptions {
  readonly root: string;
  readonly config: KfwConfig;
  readonly logger: Logger;
  /** Whether to join or start a broker. Default true. */
  readonly join?: boolean | undefined;
  /** Replaces the log. */
  readonly listener?: Partial<EmbeddedListener> | undefined;
}

/** Throws the errors of `joinEmbedded`. */
export async function withEmbedded(options: WithEmbeddedOptions): Promise<ReadyConfig> {
  const { root, config, logger, join = true, listener } = options;
  if (!config.embedded) return { config };
  const folder = embeddedFolderOf(root, config.environment);
  if (!join) {
    const holder = await lockHolder(folder);
    if (holder.state !== 'running') return { config };
    holder.lease.destroy();
    return { config: withAddresses(config, holder.held) };
  }
  const log = {
    joined: (event: EmbeddedJoined) => logJoined(logger, root, event),
    lost: (error: Error) => logger.error({ error }, error.message),
  };
  const embedded = await EmbeddedSupervisor.join(folder, { ...log, ...listener });
  return { config: withAddresses(config, embedded), embedded };
}

function logJoined(logger: Logger, root: string, event: EmbeddedJoined): void {
  const { brokers, registry, folder } = event;
  if (event.rejoined) {
    logger.warn({ brokers, registry }, restartedLine(event, root));
    return;
  }
  logger.info(
    { brokers, registry, data: displayPath(folder.root, root) },
    `${event.started ? 'started' : 'joined'} the embedded broker, which is for development and tests; production is Apache Kafka`,
  );
}

/** For a broker that replaces one that stopped. */
export function restartedLine({ started, folder }: EmbeddedJoined, root: string): string {
  const log = displayPath(folder.logFile, root);
  return `the embedded broker had stopped; ${started ? 'restarted' : 'rejoined'} it, with its data. Its log: ${log}`;
}
