/**
 * The run of a handler over one batch, for all code that it calls: the message that `process` handles, and the messages
 * that are committed together with the run. One asynchronous context per run; the message is a field of it, so that a
 * record costs two assignments.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Message } from '../../contracts/message.js';
import { sharedValue } from '../../process/process-slots.js';
import type { TransactionBuffer } from './transaction-buffer.js';

export interface HandlerRun {
  /** The one that `process` handles; undefined with `consume`. */
  message: Message | undefined;
  /** Where the run's messages wait for its end; undefined when its route is not transactional. */
  readonly transactionBuffer: TransactionBuffer | undefined;
  /** It has ended or was abandoned: later decisions of its code about messages are ignored. */
  isOver: boolean;
  /** Fires at the timeout of this run; undefined without a timeout. */
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
