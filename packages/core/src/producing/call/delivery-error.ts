/**
 * What `deliver` rejects with when messages were not acknowledged: it holds those messages, each with its reason, so that
 * a caller can keep them, and where the others went.
 */
import type { DeliveredTo } from '../../contracts/responder-contract.js';
import { coreErrorTable } from '../../errors/core-errors.js';
import { KfwError } from '../../errors/kfw-error.js';
import type { Undelivered } from '../deliverer.js';

export class DeliveryError extends KfwError<'KFW_DELIVERY_FAILED'> {
  constructor(
    readonly undelivered: readonly Undelivered[],
    /** Where the others went, in the order of the call; `undefined` where a message was not delivered. */
    readonly delivered: readonly (DeliveredTo | undefined)[],
  ) {
    const cause = undelivered[0]?.error;
    const perTopic = Map.groupBy(undelivered, ({ message }) => message.topic);
    super(
      'KFW_DELIVERY_FAILED',
      coreErrorTable.KFW_DELIVERY_FAILED({
        failed: [...perTopic].map(([topic, messages]) => `${messages.length} for ${topic}`),
        undelivered: undelivered.length,
        total: delivered.length,
        reason: cause?.message ?? 'unknown',
      }),
      { cause },
    );
  }
}
