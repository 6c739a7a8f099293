/**
 * Gives the configuration of an app that runs on the embedded broker its addresses: those of the broker that it joins,
 * or, for a command that connects to nothing, of one that runs already.
 */
import path from 'node:path';
import type { Logger } from '@kfw/core';
import { withAddresses } from '../config/embedded-settings.js';
import type { KfwConfig } from '../config/kfw-config.js';
import { embeddedFolderOf } from './embedded-folder.js';
import { type EmbeddedLease, joinEmbedded } from './join-embedded.js';
import { lockHolder } from './lock-holder.js';

export interface ReadyConfig {
  readonly config: KfwConfig;
  /** Of the broker that was joined; to be released when the app is closed. */
  readonly lease?: EmbeddedLease;
}

/** Throws what `joinEmbedded` throws. */
export async function withEmbedded(root: string, config: KfwConfig, logger: Logger, join = true): Promise<ReadyConfig> {
  if (!config.embedded) return { config };
  const folder = embeddedFolderOf(root, config.environment);
  if (!join) {
    const holder = await lockHolder(folder);
    if (holder.state !== 'running') return { config };
    holder.lease.destroy();
    return { config: withAddresses(config, holder.held) };
  }
  const lease = await joinEmbedded(folder);
  const { brokers, registry, started } = lease;
  const data = path.relative(root, folder.root);
  logger.info(
    { brokers, registry, data },
    `${started ? 'started' : 'joined'} the embedded broker, which is for development and tests; production is Apache Kafka`,
  );
  return { config: withAddresses(config, lease), lease };
}
