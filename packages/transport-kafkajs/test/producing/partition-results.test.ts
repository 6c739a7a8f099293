import { describe, expect, it } from '@jest/globals';
import { redactionOf } from '../../src/client/redaction.js';
import { createErrorFromCode } from '../../src/kafkajs/kafkajs-errors.js';
import { undelivered } from '../../src/producing/partition-results.js';

describe('an undelivered partition', () => {
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
  ])('says for %s whether to send again, and whether to divide', (type, code, retriable, divisible) => {
    const cause = expect.objectContaining({ type });
    expect(of(code)).toMatchObject({ partition: 1, ok: false, retriable, divisible, error: { cause } });
  });

  it('is named with the reason', () => {
    expect(of(10)).toMatchObject({
      error: { code: 'KFW_PARTITION_UNDELIVERED', message: expect.stringContaining('delivery to users[1] failed: ') },
    });
  });
});
