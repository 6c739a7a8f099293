import { describe, expect, it } from '@jest/globals';
import { coreError } from '../../src/errors/core-errors.js';
import { errorClass } from '../../src/measuring/error-class.js';

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
const named = (name: string, cause?: unknown) => Object.assign(new Error('x', { cause }), { name });

describe('the class of an error', () => {
  it.each<[string, Error, string]>([
    ['kfw’s code', coreError('KFW_PRODUCER_CLOSED', undefined, { cause: refused }), 'KFW_PRODUCER_CLOSED'],
    ['the code of a failed connection', refused, 'ECONNREFUSED'],
    ['that of what `fetch` met', new TypeError('fetch failed', { cause: refused }), 'ECONNREFUSED'],
    [
      'the first of several addresses',
      new TypeError('fetch failed', { cause: new AggregateError([refused]) }),
      'ECONNREFUSED',
    ],
    ['kfw’s code of its cause', new Error('x', { cause: coreError('KFW_PRODUCER_CLOSED') }), 'KFW_PRODUCER_CLOSED'],
    ['the name of its class', new RangeError('x'), 'RangeError'],
    ['a name of the app’s, whatever caused it', named('PaymentsDown', refused), 'PaymentsDown'],
    ['the name of its class, when its cause has no code', new TypeError('x', { cause: new Error('y') }), 'TypeError'],
    ['never text', Object.assign(named('card 4711'), { code: 'user 7 is not allowed' }), 'Error'],
    ['never a number', Object.assign(new Error('x'), { code: 4711 }), 'Error'],
  ])('is %s', (_what, error, expected) => {
    expect(errorClass(error)).toBe(expected);
  });

  it('ends at a cause that is its own', () => {
    const error = new Error('x');
    error.cause = error;
    expect(errorClass(error)).toBe('Error');
  });
});
