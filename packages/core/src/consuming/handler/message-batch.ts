/** The messages of one handler call, as the handler and middleware see them. */
import type { Batch, Message } from '../../contracts/message.js';

export class MessageBatch implements Batch {
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly messages: readonly Message[],
    readonly firstOffset: number,
    readonly lastOffset: number,
    readonly highWatermark: number,
  ) {}

  get size(): number {
    return this.messages.length;
  }

  [Symbol.iterator](): Iterator<Message> {
    return this.messages[Symbol.iterator]();
  }
}
