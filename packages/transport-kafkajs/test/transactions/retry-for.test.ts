import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createErrorFromCode } from '../../src/kafkajs/kafkajs-errors.js';
import { retryFor } from '../../src/transactions/retry-for.js';

const concurrentTransactions = 51;
const invalidProducerEpoch = 47;
const { signal } = new AbortController();

/** Fails with each of these, one after the other, then answers. */
function failing(...codes: number[]) {
  const left = [...codes];
  return jest.fn(async () => {
    const code = left.shift();
    if (code !== undefined) throw createErrorFromCode(code);
    return 'answer';
  });
}

describe('retryFor', () => {
  it('retries errors that kafkajs marks as retriable', async () => {
    const attempt = failing(concurrentTransactions, concurrentTransactions);
    expect(await retryFor(attempt, { retryForMs: 10_000, signal })).toBe('answer');
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it('throws other errors at once', async () => {
    const attempt = failing(concurrentTransactions, invalidProducerEpoch, concurrentTransactions);
    const outcome = retryFor(attempt, { retryForMs: 10_000, signal });
    await expect(outcome).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  it('asks `shouldRetry` instead, if given', async () => {
    const attempt = failing(invalidProducerEpoch);
    expect(await retryFor(attempt, { retryForMs: 10_000, signal, shouldRetry: () => true })).toBe('answer');
  });

  it('ends at once when aborted', async () => {
    const leaving = new AbortController();
    const attempt = jest.fn(async () => {
      if (attempt.mock.calls.length === 3) leaving.abort();
      throw createErrorFromCode(concurrentTransactions);
    });
    const outcome = retryFor(attempt, { retryForMs: 10_000, signal: leaving.signal });
    await expect(outcome).rejects.toMatchObject({ type: 'CONCURRENT_TRANSACTIONS' });
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  describe('in time', () => {
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    it('ends with the error of the last attempt', async () => {
      // The pauses of `timers/promises` are real; the clock is not.
      let tries = 0;
      const attempt = async (): Promise<never> => {
        jest.advanceTimersByTime(400);
        tries += 1;
        throw createErrorFromCode(concurrentTransactions);
      };
      const outcome = retryFor(attempt, { retryForMs: 1_000, signal });
      await expect(outcome).rejects.toMatchObject({ type: 'CONCURRENT_TRANSACTIONS' });
      expect(tries).toBe(3);
    });
  });
});
