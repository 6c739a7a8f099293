/** kfw with a batch handler, at its defaults, committing. */
import { type Batch, Consumer, Payload, raw } from 'kfw';
import type { StartPeer } from './peer.js';
import { startKfw } from './start-kfw.js';

export const start: StartPeer = (task) => {
  @Payload(raw())
  class BatchConsumer extends Consumer {
    consume(batch: Batch<Buffer>): void {
      for (const message of batch) task.handle(batch.partition, message.payload);
    }
  }
  return startKfw(task, BatchConsumer);
};
