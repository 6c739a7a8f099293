import { defineTopics } from 'kfw';

// #region topics
const day = 24 * 60 * 60 * 1_000;

export default defineTopics(({ defaults, topic }) => {
  defaults({
    retentionMs: 7 * day,
    environments: {
      production: { partitions: 6, replicationFactor: 3, config: { 'min.insync.replicas': 2 } },
    },
  });

  topic('users');
  topic('orders', { environments: { production: { partitions: 24 } } });
  topic('orders.dead-letters', { retentionMs: 30 * day });
  topic('profiles', { compacted: true, config: { 'max.compaction.lag.ms': day } });
  // Another team reads it; no route here does.
  topic('audit', { retentionMs: -1, config: { 'cleanup.policy': 'delete', 'compression.type': 'zstd' } });
});
// #endregion
