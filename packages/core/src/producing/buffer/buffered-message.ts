/** One message in the buffer: where it goes, how large it is, and whom to tell. */
import type { Call } from '../call/call.js';
import type { OutgoingMessage } from '../deliverer.js';
import type { PartitionQueue } from './partition-queue.js';

export class BufferedMessage {
  constructor(
    readonly message: OutgoingMessage,
    readonly queue: PartitionQueue,
    /** Estimated bytes in a batch. */
    readonly bytes: number,
    readonly call: Call,
    /** Which message of its call it is. */
    readonly index: number,
  ) {}
}
