/** Whatever was thrown becomes an error that can be read. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { CriticalError, isKfwError, toError } from '../../src/errors/kfw-error.js';
import { errorName } from '../../src/errors/readable-error.js';

const boom = (): never => {
  throw new Error('from a getter');
};
const fields = ['name', 'message', 'stack', 'code', 'cause'] as const;

function hostile(field: string, make = () => new Error('was')): Error {
  return Object.defineProperty(make(), field, { get: boom, configurable: true });
}

class WithGetters extends Error {
  override get message(): string {
    return boom();
  }
  override get name(): string {
    return boom();
  }
  get code(): string {
    return boom();
  }
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const trap = new Proxy(
  {},
  Object.fromEntries(
    ['get', 'has', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'ownKeys'].map((name) => [name, boom]),
  ),
);

const oddities: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a symbol', Symbol('odd')],
  ['a bigint', 1n],
  ['a function', () => {}],
  ['a class', class Odd {}],
  ['an object without a prototype', Object.create(null)],
  ['a revoked proxy', revoked({})],
  ['a revoked proxy of a function', revoked(() => {})],
  ['a revoked proxy of an error', revoked(new Error('no'))],
  ['a proxy that throws', trap],
  ['a proxy of an error that throws', new Proxy(new Error('no'), { get: boom, getPrototypeOf: boom })],
  ['an error with a proxy for its prototype', Object.setPrototypeOf(new Error('no'), trap)],
  [
    'an error whose prototypes never end',
    Object.setPrototypeOf(new Error('no'), new Proxy({}, { getPrototypeOf: () => trap })),
  ],
  ['an error without a prototype', Object.setPrototypeOf(new Error('no'), null)],
  ['an error with getters that throw', new WithGetters()],
  ['a frozen error with getters that throw', Object.freeze(new WithGetters())],
  ['a frozen error', Object.freeze(new Error('no'))],
  ['an error whose message is an object', Object.assign(new Error(), { message: { toString: boom } })],
  ['an error whose name is a symbol', Object.assign(new Error('no'), { name: Symbol('odd') })],
  ['an error whose class cannot be told', Object.defineProperty(new Error('no'), 'constructor', { get: boom })],
  ['an object that cannot be inspected', { [Symbol.for('nodejs.util.inspect.custom')]: boom }],
  [
    'an object whose tag cannot be read',
    {
      get [Symbol.toStringTag]() {
        return boom();
      },
    },
  ],
  ['an object with a toString that throws', { toString: boom, toJSON: boom, [Symbol.toPrimitive]: boom }],
  ...fields.map((field) => [`an error whose ${field} throws`, hostile(field)] as const),
];

describe('what was thrown', () => {
  it.each(oddities)('becomes an error that can be read: %s', (_name, thrown) => {
    const error = toError(thrown);
    expect([typeof error.name, typeof error.message, typeof errorName(error)]).toEqual(['string', 'string', 'string']);
    expect(['string', 'undefined']).toContain(typeof error.stack);
    expect(() => [(error as { code?: unknown }).code, error.cause]).not.toThrow();
    expect(() => isKfwError(thrown, 'KFW_X') || isKfwError(error)).not.toThrow();
    expect(toError(error)).toBe(error);
  });

  it('stays the same error, with its class, also when a getter of it throws', () => {
    const errors = [
      new RangeError('no'),
      new WithGetters(),
      hostile('message'),
      Object.freeze(new CriticalError('no')),
    ];
    for (const error of errors) expect(toError(error)).toBe(error);
  });

  it('keeps what a getter returned at first', () => {
    let reads = 0;
    const error = Object.defineProperty(new Error(), 'message', {
      configurable: true,
      get: () => (reads++ === 0 ? 'first' : boom()),
    });
    expect([toError(error).message, error.message]).toEqual(['first', 'first']);
  });

  it('is itself when it is an error of another realm', () => {
    const error = runInNewContext('Object.assign(new RangeError("far"), { code: "E_FAR" })');
    expect(toError(error)).toBe(error);
    expect(toError(error)).toMatchObject({ name: 'RangeError', message: 'far', code: 'E_FAR' });
  });

  it('keeps the code and the status of what is thrown in place of an error', () => {
    expect(toError({ code: 'ECONNREFUSED', status: 503 })).toMatchObject({ code: 'ECONNREFUSED', status: 503 });
    expect(toError('a text').message).toBe('a text');
  });

  it('is readable when the stack is formatted by a function that throws', () => {
    const { prepareStackTrace } = Error;
    const error = new Error('no');
    Error.prepareStackTrace = boom;
    try {
      expect(toError(error).message).toBe('no');
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
    expect(() => toError(error).stack).not.toThrow();
  });
});
