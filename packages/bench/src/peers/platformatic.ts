/**
 * @platformatic/kafka's stream, read by its `data` event (no promise per record) with its default high-water mark of
 * 1,024 records, which its README names as the setting for throughput. It commits on an interval, kfw's own.
 */
import { Consumer } from '@platformatic/kafka';
import { fetchMaxWaitMs, maxBytes, maxBytesPerPartition } from './fetch-sizes.js';
import type { StartPeer } from './peer.js';

const commitIntervalMs = 1_000;

export const start: StartPeer = async ({ brokers, topic, group, handle, fail }) => {
  const consumer = new Consumer({
    clientId: 'kfw-bench',
    groupId: group,
    bootstrapBrokers: brokers.split(','),
    autocommit: commitIntervalMs,
    maxBytes,
    maxBytesPerPartition,
    maxWaitTime: fetchMaxWaitMs,
  });
  const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest' });
  stream.on('error', fail);
  stream.on('data', ({ partition, value }) => handle(partition, value));
  return {
    async stop() {
      await stream.close();
      await consumer.close();
    },
  };
};
