import { describe, expect, it } from '@jest/globals';
import { coreError } from '../../src/errors/core-errors.js';
import { kafkaErrorClass } from '../../src/measuring/kafka-error-class.js';

class PaymentRefused extends Error {}

const unreadable = Object.defineProperty(new Error('y'), 'code', {
  get() {
    throw new Error('not to be read');
  },
});
const wrapped = (cause: Error): Error => coreError('KFW_PRODUCER_CLOSED', undefined, { cause });

describe('the class of a failed request', () => {
  it.each<[string, Error, string]>([
    [
      'Kafka’s name of the innermost error',
      wrapped(Object.assign(new Error('x'), { type: 'NOT_ENOUGH_REPLICAS' })),
      'NOT_ENOUGH_REPLICAS',
    ],
    [
      'Node’s code',
      wrapped(new Error('x', { cause: Object.assign(new Error('y'), { code: 'ECONNREFUSED' }) })),
      'ECONNREFUSED',
    ],
    ['kfw’s code without either', wrapped(new Error('x')), 'KFW_PRODUCER_CLOSED'],
    [
      'kfw’s code of the outer error',
      wrapped(coreError('KFW_BUFFER_FULL', { messages: 1, bufferedMessages: 1, bufferedBytes: 1 })),
      'KFW_PRODUCER_CLOSED',
    ],
    ['the name of its class', new TypeError('x'), 'TypeError'],
    ['the name of a class that sets no name', new PaymentRefused('x'), 'PaymentRefused'],
    ['that of a cause that cannot be read', new Error('x', { cause: unreadable }), 'Error'],
    ['never text', Object.assign(new Error('x'), { type: 'user 7 is not allowed', code: 'card 4711' }), 'Error'],
  ])('is %s', (_what, error, expected) => {
    expect(kafkaErrorClass(error)).toBe(expected);
  });

  it('ends at a cause that is its own', () => {
    const error = new Error('x');
    error.cause = error;
    expect(kafkaErrorClass(error)).toBe('Error');
  });
});
