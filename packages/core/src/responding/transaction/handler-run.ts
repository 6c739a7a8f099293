/**
 * The run of a handler over one batch, known to all that its code calls: which message `process` is at, and what the run
 * sends when that is to be committed together. One asynchronous context per run; the message is a slot in it that moves
 * on, so that a record costs two assignments.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Message } from '../../contracts/message.js';
import { sharedValue } from '../../process/process-slots.js';
import type { TransactionBuffer } from './transaction-buffer.js';

export interface HandlerRun {
  /** The one that `process` is at; with `consume` there is no single one. */
  message: Message | undefined;
  /** Where the run's messages wait for its end; undefined when its route is not transactional. */
  readonly transactionBuffer: TransactionBuffer | undefined;
  /** Nobody waits for it any more: what its code still says of messages comes too late. */
  isOver: boolean;
  /** Fires when the time of this run is over; undefined when it has all the time. */
  readonly signal: AbortSignal | undefined;
}

const storage = sharedValue('handlerRun', () => new AsyncLocalStorage<HandlerRun>());

/** The handler run that the calling code belongs to. */
export function currentRun(): HandlerRun | undefined {
  return storage.getStore();
}

export function inRun<T>(run: HandlerRun, work: () => T): T {
  return storage.run(run, work);
}
