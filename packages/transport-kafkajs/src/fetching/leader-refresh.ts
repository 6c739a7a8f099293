/**
 * Keeps the leaders of a member's partitions up to date while leaders die and move. kafkajs rejoins the group when a leader
 * has moved, and stops the fetching of all brokers, with growing pauses, when one cannot be connected to; a few times in a
 * row end the consumer. Here metadata is refreshed until the partitions have leaders again, and all other partitions
 * continue meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { settlesWithin, toError } from '@kfw/core';
import type { ConsumerGroup } from '../kafkajs/internals.js';
import { protocolErrorOf, rootCause } from '../kafkajs/kafkajs-errors.js';
import { isLeaderError, lacksLeader } from '../metadata/partition-leaders.js';

/** A broker that cannot be reached, or does not answer. */
const connectionErrors: readonly string[] = [
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSLockTimeout',
];

const retryAfterMs = 100;
const defaultMaxWaitMs = 1_000;

export class LeaderRefresh {
  #refreshedAt = 0;
  /** Why no broker answered, when that took longer than `maxWaitMs`. */
  #lateFailure: Error | undefined;

  /** Metadata that has not arrived after `maxWaitMs` is not waited for: the member has heartbeats to send. */
  constructor(private readonly maxWaitMs = defaultMaxWaitMs) {}

  /** Refreshes metadata that is too old, or that lacks a leader. Throws when no broker can be asked. */
  async refreshIfOld(group: ConsumerGroup): Promise<void> {
    const { cluster } = group;
    await this.#wait(() => cluster.refreshMetadataIfNecessary());
    if (performance.now() - this.#refreshedAt < retryAfterMs) return;
    if (lacksLeader(cluster, group.assigned())) await this.refresh(group);
  }

  /** Throws when no broker can be asked. */
  async refresh({ cluster }: ConsumerGroup): Promise<void> {
    this.#refreshedAt = performance.now();
    await this.#wait(() => cluster.refreshMetadata());
  }

  /** Handles a failed fetch; errors that say nothing about leaders are left to kafkajs. */
  async recover(group: ConsumerGroup, error: Error): Promise<void> {
    if (!mayHaveMoved(error)) return group.recoverFromFetch(error);
    await this.refresh(group);
    await sleep(retryAfterMs);
  }

  async #wait(refresh: () => Promise<void>): Promise<void> {
    const failure = this.#lateFailure;
    this.#lateFailure = undefined;
    if (failure !== undefined) throw failure;
    const refreshing = refresh();
    if (await settlesWithin(this.maxWaitMs, refreshing)) return;
    refreshing.catch((thrown) => {
      this.#lateFailure = toError(thrown);
    });
  }
}

function mayHaveMoved(error: Error): boolean {
  if (connectionErrors.includes(rootCause(error).name)) return true;
  const type = protocolErrorOf(error);
  return type !== undefined && (isLeaderError(type) || type === 'OFFSET_NOT_AVAILABLE');
}
