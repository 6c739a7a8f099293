/**
 * Who a transactional id belongs to next, as Kafka's TransactionMetadata has it: its producer in a new epoch each time
 * somebody begins with it, and another producer id when the epochs are used up. Who says which producer it is
 * (KIP-360: it goes on after an error) gets a new epoch only while nobody else has taken the id over, and the same
 * one again when it has not heard of it.
 */
import type { ProducerIdentity, Transaction } from './transaction.js';

/** An id whose epoch has come so far gets another producer id: one epoch is left, to fence the old one with. */
const lastEpoch = 2 ** 15 - 2;

type NextProducer = Pick<Transaction, 'producerId' | 'epoch' | 'formerly'>;

/** Whether somebody who says that it is `asking` may begin at all. Its epoch is looked at by `nextProducer`. */
export function matchesProducer({ producerId, formerly }: Transaction, expected: ProducerIdentity): boolean {
  if (expected.producerId === producerId) return true;
  return expected.producerId === formerly?.producerId && expected.epoch >= lastEpoch;
}

/** Undefined for who has been fenced. */
export function nextProducer(
  known: Transaction,
  expected: ProducerIdentity | undefined,
  newProducerId: () => number,
): NextProducer | undefined {
  const { producerId, epoch, formerly } = known;
  const isRetry = expected !== undefined && isSame(expected, formerly);
  if (expected !== undefined && !isRetry && expected.epoch !== epoch) return undefined;
  if (isRetry && epoch <= lastEpoch) return { producerId, epoch, formerly };
  const next = epoch >= lastEpoch ? { producerId: newProducerId(), epoch: 0 } : { producerId, epoch: epoch + 1 };
  return { ...next, formerly: expected && { producerId, epoch } };
}

const isSame = (one: ProducerIdentity, other: ProducerIdentity | undefined): boolean =>
  one.producerId === other?.producerId && one.epoch === other.epoch;
