import { describe, expect, it } from '@jest/globals';
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import { redactionOf } from '../../src/client/redaction.js';
import { accountFor, undelivered } from '../../src/producing/partition-results.js';

const batches = [0, 1].map((partition) => ({ topic: 'users', partition, records: [] }));
const answered = (partition: number, baseOffset: string, errorCode = 0) => ({
  topicName: 'users',
  partition,
  errorCode,
  baseOffset,
});

describe('accounting for a transaction', () => {
  it('takes offsets from the answer, in the order of the request', () => {
    expect(accountFor(batches, [answered(1, '7'), answered(0, '0')])).toEqual([
      { topic: 'users', partition: 0, ok: true, baseOffset: 0 },
      { topic: 'users', partition: 1, ok: true, baseOffset: 7 },
    ]);
  });

  it('takes a partition that the answer does not name for undelivered, and worth sending again', () => {
    const [first, second] = accountFor(batches, [answered(0, '3')]);
    expect(first).toMatchObject({ ok: true });
    expect(second).toMatchObject({ ok: false, retriable: true, error: { code: 'KFW_DELIVERY_UNCONFIRMED' } });
  });

  it('takes a partition that the answer names with an error for undelivered', () => {
    expect(accountFor(batches, [answered(0, '3', 6), answered(1, '4')]).map(({ ok }) => ok)).toEqual([false, true]);
  });
});

describe('a partition that was not delivered', () => {
  const clients = { redaction: redactionOf([]), reason: ({ message }: Error) => message };
  const of = (code: number) => undelivered({ topic: 'users', partition: 1 }, createErrorFromCode(code), clients);

  it.each([
    ['MESSAGE_TOO_LARGE', 10, false, true],
    ['INVALID_RECORD', 87, false, true],
    ['TOPIC_AUTHORIZATION_FAILED', 29, false, false],
    ['NOT_LEADER_FOR_PARTITION', 6, true, false],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 20, true, false],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', 45, true, false],
    ['UNKNOWN_PRODUCER_ID', 59, true, false],
  ])('tells of %s whether to send again, and whether to divide', (type, code, retriable, divisible) => {
    const cause = expect.objectContaining({ type });
    expect(of(code)).toMatchObject({ partition: 1, ok: false, retriable, divisible, error: { cause } });
  });

  it('is named with the reason', () => {
    expect(of(10)).toMatchObject({
      error: { code: 'KFW_PARTITION_UNDELIVERED', message: expect.stringContaining('Delivery to users[1] failed: ') },
    });
  });
});
