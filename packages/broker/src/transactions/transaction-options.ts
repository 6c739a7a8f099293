/** The options of transactions: named after Apache Kafka's settings, with its defaults. */
export interface TransactionOptions {
  /** Longest timeout of a transaction; a longer one is rejected. Default 15 minutes. */
  readonly transactionMaxTimeoutMs: number;
  /** How long an unused transactional id is kept. Default 7 days. */
  readonly transactionalIdExpirationMs: number;
  /** Most transactional ids; one more is rejected with POLICY_VIOLATION. Default 10000 (Apache Kafka: no limit). */
  readonly maxTransactionalIds: number;
}

export const defaultTransactionOptions: TransactionOptions = {
  transactionMaxTimeoutMs: 900_000,
  transactionalIdExpirationMs: 7 * 24 * 3_600_000,
  maxTransactionalIds: 10_000,
};

/** Picks the transaction options out of the options of a broker; missing ones have their defaults. */
export function transactionOptions(given: Partial<TransactionOptions>): TransactionOptions {
  const byDefault = defaultTransactionOptions;
  return {
    transactionMaxTimeoutMs: given.transactionMaxTimeoutMs ?? byDefault.transactionMaxTimeoutMs,
    transactionalIdExpirationMs: given.transactionalIdExpirationMs ?? byDefault.transactionalIdExpirationMs,
    maxTransactionalIds: given.maxTransactionalIds ?? byDefault.maxTransactionalIds,
  };
}
