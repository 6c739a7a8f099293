/**
 * The next producer of a transactional id, as in Kafka's TransactionMetadata: the same producer id in a new epoch each
 * time a producer initializes, and another producer id when the epochs are used up. A producer that sends its id and
 * epoch (KIP-360: it continues after an error) gets a new epoch only while no other producer has initialized, and the
 * same epoch again when it missed the response.
 */
import type { ProducerIdentity, Transaction } from './transaction.js';

/** From this epoch on another producer id is given: one epoch is left, to fence the old producer. */
const lastEpoch = 2 ** 15 - 2;

type NextProducer = Pick<Transaction, 'producerId' | 'epoch' | 'previous'>;

/** Whether the producer that the client claims to be may initialize at all. `nextProducer` checks its epoch. */
export function matchesProducer({ producerId, previous }: Transaction, expected: ProducerIdentity): boolean {
  if (expected.producerId === producerId) return true;
  return expected.producerId === previous?.producerId && expected.epoch >= lastEpoch;
}

/** Undefined for a fenced producer. */
export function nextProducer(
  known: Transaction,
  expected: ProducerIdentity | undefined,
  newProducerId: () => number,
): NextProducer | undefined {
  const { producerId, epoch, previous } = known;
  const isRetry = expected !== undefined && isSame(expected, previous);
  if (expected !== undefined && !isRetry && expected.epoch !== epoch) return undefined;
  if (isRetry && epoch <= lastEpoch) return { producerId, epoch, previous };
  const next = epoch >= lastEpoch ? { producerId: newProducerId(), epoch: 0 } : { producerId, epoch: epoch + 1 };
  return { ...next, previous: expected && { producerId, epoch } };
}

const isSame = (one: ProducerIdentity, other: ProducerIdentity | undefined): boolean =>
  one.producerId === other?.producerId && one.epoch === other.epoch;
