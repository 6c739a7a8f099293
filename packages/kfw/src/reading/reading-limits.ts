/** The limits of readings, from the configuration: fetch sizes as for consumers, and the retry time of boot. */
import type { ReaderContext } from '@kfw/core/internal';
import type { KfwConfig } from '../config/kfw-config.js';

export function readingLimits({ consumer, startupTimeoutMs }: KfwConfig): ReaderContext['limits'] {
  const { fetchMaxWaitMs, maxBytesPerPartition, maxBytes, maxBatchBytes, metadataMaxAgeMs } = consumer;
  const sizes = { maxBytesPerPartition, maxBytes, maxBatchBytes };
  return { ...sizes, fetchMaxWaitMs, metadataMaxAgeMs, retryTimeoutMs: startupTimeoutMs };
}
