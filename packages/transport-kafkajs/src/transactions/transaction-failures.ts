/**
 * Turns the failure of a transaction into an error of ours. The questions that matter: did only this transaction
 * fail, or has another producer or member taken over, so that this one must not continue? And are its records
 * invalid, so that a retry cannot help?
 */
import { isKfwError, type KfwError, toError } from '@kfw/core';
import { transportError } from '../errors.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { produceErrorMeaning } from '../producing/produce-error-meaning.js';
import type { TransactionClients } from './transaction-context.js';

/**
 * Of the transactional id: a later producer has it, or the broker has ended a transaction that was open for too long.
 */
const producerFenced: ReadonlySet<string> = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED']);
/** Of the group: another member has the partition, or is about to. */
const memberFenced: ReadonlySet<string> = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'FENCED_INSTANCE_ID',
  'REBALANCE_IN_PROGRESS',
]);

/** Whether another producer or member has taken over. */
export function isFenced(thrown: unknown): boolean {
  const type = protocolErrorOf(toError(thrown));
  return type !== undefined && (producerFenced.has(type) || memberFenced.has(type));
}

export interface FailedStep {
  readonly id: string;
  readonly step: string;
  /** Whether the step may have been done all the same, by an attempt without a response. */
  readonly mayBeDone?: boolean;
}

export function transactionFailure(
  thrown: unknown,
  { id, step, mayBeDone = false }: FailedStep,
  { reason, redaction }: Pick<TransactionClients, 'reason' | 'redaction'>,
): KfwError {
  if (isKfwError(thrown, 'KFW_TRANSACTION_FENCED')) return thrown;
  const error = toError(thrown);
  return transportError(
    codeOf(error, mayBeDone),
    { id, step, reason: reason(error) },
    { cause: redaction.error(error) },
  );
}

function codeOf(error: Error, mayBeDone: boolean) {
  if (isFenced(error) && !mayBeDone) return 'KFW_TRANSACTION_FENCED';
  return produceErrorMeaning(protocolErrorOf(error)).divisible ? 'KFW_TRANSACTION_REFUSED' : 'KFW_TRANSACTION_FAILED';
}
