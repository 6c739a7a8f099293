/** Which errors are met how: what a topic says of them, and what holds without. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coreError } from '../../../src/errors/core-errors.js';
import { CriticalError } from '../../../src/errors/kfw-error.js';
import { areErrorKinds, type ErrorKind, kindOfErrors } from '../../../src/routing/options/error-kinds.js';

class Declined extends Error {}
class CardDeclined extends Declined {}
const coded = (code: unknown) => Object.assign(new Error('no'), { code });
const undecodable = coreError('KFW_DECODE_FAILED', { what: 'the value', reason: 'no' });

describe('the kind of an error', () => {
  it('is to be retried when nobody knows it', () => {
    expect(kindOfErrors()(new Error('no'))).toBe('retry');
    expect(kindOfErrors({ skip: [Declined], stop: ['E_STOP'] })(new Error('no'))).toBe('retry');
  });

  it.each<ErrorKind>(['stop', 'deadLetter', 'skip', 'retry', 'outage'])(
    'is %s for a class, also of those that extend it',
    (kind) => {
      const other = kind === 'skip' ? 'stop' : 'skip';
      const kindOf = kindOfErrors({ [kind]: [Declined], [other]: [TypeError] });
      expect([kindOf(new Declined('no')), kindOf(new CardDeclined('no'))]).toEqual([kind, kind]);
      expect(kindOf(new TypeError('no'))).toBe(other);
    },
  );

  it('is not that of a class it is extended by', () => {
    expect(kindOfErrors({ skip: [CardDeclined] })(new Declined('no'))).toBe('retry');
  });

  it('knows Error itself as a class', () => {
    expect(kindOfErrors({ skip: [Error] })(new RangeError('no'))).toBe('skip');
  });

  it('goes by the code, or the name', () => {
    const kindOf = kindOfErrors({ skip: ['E_GONE', 'AbortError'] });
    const named = Object.assign(new Error('no'), { name: 'AbortError' });
    expect([kindOf(coded('E_GONE')), kindOf(named), kindOf(coded('E_GONE_TOO'))]).toEqual(['skip', 'skip', 'retry']);
  });

  it('goes by a function, arrow or not', () => {
    const byStatus = (error: Error) => (error as { status?: number }).status === 404;
    const kindOf = kindOfErrors({
      skip: [byStatus],
      stop: [
        function isFatal({ message }: Error): boolean {
          return message === 'fatal';
        },
      ],
    });
    const missing = Object.assign(new Error('no'), { status: 404 });
    expect([kindOf(missing), kindOf(new Error('fatal')), kindOf(new Error('no'))]).toEqual(['skip', 'stop', 'retry']);
  });

  it('is dead-lettered when it cannot be decoded, unless the topic says otherwise', () => {
    expect(kindOfErrors()(undecodable)).toBe('deadLetter');
    expect(kindOfErrors({ retry: ['KFW_DECODE_FAILED'] })(undecodable)).toBe('retry');
    expect(kindOfErrors({ skip: ['KFW_DECODE_FAILED'] })(undecodable)).toBe('skip');
    expect(kindOfErrors()(coded('KFW_DECODE_FAILED'))).toBe('retry');
  });

  it('is stop for a critical error, whatever else knows it', () => {
    expect(kindOfErrors({ skip: [Error], retry: [() => true] })(new CriticalError('no licence'))).toBe('stop');
  });

  it.each([
    ['a promise', () => Promise.resolve(false)],
    ['a generator', () => (function* () {})()],
  ])('is not known by a function that returns %s: that is true whatever it comes to', (returned, later) => {
    const kindOf = kindOfErrors({ skip: [later as () => never] });
    expect(() => kindOf(new Error('no'))).toThrow(`returned ${returned}`);
  });

  it('knows Error also when it is that of another realm', () => {
    expect(kindOfErrors({ skip: [Error] })(runInNewContext('new RangeError("no")'))).toBe('skip');
  });

  it('is decided by the first that knows it, in the order stop, deadLetter, skip, retry, outage, however they are written', () => {
    const order: readonly ErrorKind[] = ['stop', 'deadLetter', 'skip', 'retry', 'outage'];
    fc.assert(
      fc.property(fc.shuffledSubarray([...order], { minLength: 1 }), (given) => {
        const kindOf = kindOfErrors(Object.fromEntries(given.map((kind) => [kind, [Declined]])));
        expect(kindOf(new Declined('no'))).toBe(order.find((kind) => given.includes(kind)));
      }),
    );
  });
});

describe('the option errors', () => {
  it('takes lists of classes, codes and functions', () => {
    expect(areErrorKinds({})).toBe(true);
    expect(areErrorKinds({ retry: [Declined, CriticalError], deadLetter: ['E_X'], skip: [() => true], stop: [] })).toBe(
      true,
    );
  });

  it.each([
    [undefined],
    [null],
    ['stop'],
    [[]],
    [[Declined]],
    [{ ignore: [Declined] }],
    [{ skip: Declined }],
    [{ skip: [''] }],
    [{ skip: [404] }],
    [{ skip: [Declined, null] }],
    [{ skip: [async () => false] }],
    [{ outage: [function* () {}] }],
    [{ outage: [async function* () {}] }],
  ])('refuses %p', (given) => {
    expect(areErrorKinds(given)).toBe(false);
  });
});
