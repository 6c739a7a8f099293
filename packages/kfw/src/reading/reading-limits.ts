/** What readings take from the configuration: fetches as those of consumers, and the patience that boot has. */
import type { ReaderContext } from '@kfw/core';
import type { KfwConfig } from '../config/kfw-config.js';

export function readingLimits({ consumer, startupTimeoutMs }: KfwConfig): ReaderContext['limits'] {
  const { fetchMaxWaitMs, maxBytesPerPartition, maxBytes, maxBatchBytes, metadataMaxAgeMs } = consumer;
  const sizes = { maxBytesPerPartition, maxBytes, maxBatchBytes };
  return { ...sizes, fetchMaxWaitMs, metadataMaxAgeMs, retryTimeoutMs: startupTimeoutMs };
}
