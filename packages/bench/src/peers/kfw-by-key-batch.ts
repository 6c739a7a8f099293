/** kfw with a batch handler, ten batches of a partition's different keys at a time, committing. */
import type { ConsumerClass } from '@kfw/core/internal';
import { type Batch, Consumer, Payload, raw } from 'kfw';
import { benchError } from '../errors.js';
import type { PeerTask, StartPeer } from './peer.js';
import { startKfw } from './start-kfw.js';

type HandleBatch = NonNullable<PeerTask['handleBatch']>;

export const start: StartPeer = (task) => {
  const { handleBatch } = task;
  if (handleBatch === undefined) throw benchError('KFW_BENCH_NO_BATCHES', { peer: 'kfw.byKey.batch' });
  return startKfw(task, consumerOf(handleBatch), { orderedBy: 'key', maxConcurrentCalls: 10 });
};

function consumerOf(handleBatch: HandleBatch): ConsumerClass {
  @Payload(raw())
  class ByKeyBatchConsumer extends Consumer {
    consume({ partition, messages }: Batch<Buffer>): Promise<void> {
      const values = messages.map(({ payload }) => payload);
      return handleBatch(partition, values);
    }
  }
  return ByKeyBatchConsumer;
}
