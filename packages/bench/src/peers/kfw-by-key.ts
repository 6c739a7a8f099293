/** kfw with a handler for single messages, those of different keys concurrently, committing. */
import { Consumer, type Message, Payload, raw } from 'kfw';
import type { StartPeer } from './peer.js';
import { startKfw } from './start-kfw.js';

export const start: StartPeer = (task) => {
  @Payload(raw())
  class ByKeyConsumer extends Consumer {
    process(message: Message<Buffer>): void | Promise<void> {
      return task.handle(message.partition, message.payload);
    }
  }
  return startKfw(task, ByKeyConsumer, { orderedBy: 'key', maxConcurrentCalls: 200 });
};
