/** What transactions can be told: options of the broker, named after Apache Kafka's settings, with its defaults. */
export interface TransactionOptions {
  /** Longest time a transaction may ask to stay open; longer is refused. Default 15 minutes. */
  readonly transactionMaxTimeoutMs: number;
  /** How long a transactional id is kept that nobody uses. Default 7 days. */
  readonly transactionalIdExpirationMs: number;
  /** Most transactional ids; one more is refused with POLICY_VIOLATION. Default 10000 (Apache Kafka: no bound). */
  readonly maxTransactionalIds: number;
}

export const defaultTransactionOptions: TransactionOptions = {
  transactionMaxTimeoutMs: 900_000,
  transactionalIdExpirationMs: 7 * 24 * 3_600_000,
  maxTransactionalIds: 10_000,
};

/** Takes the options of transactions out of those of a broker; what is not given has its default. */
export function transactionOptions(given: Partial<TransactionOptions>): TransactionOptions {
  const byDefault = defaultTransactionOptions;
  return {
    transactionMaxTimeoutMs: given.transactionMaxTimeoutMs ?? byDefault.transactionMaxTimeoutMs,
    transactionalIdExpirationMs: given.transactionalIdExpirationMs ?? byDefault.transactionalIdExpirationMs,
    maxTransactionalIds: given.maxTransactionalIds ?? byDefault.maxTransactionalIds,
  };
}
