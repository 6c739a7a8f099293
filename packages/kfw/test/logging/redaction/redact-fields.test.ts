import { describe, expect, it } from '@jest/globals';
import { redactorOf } from '../../../src/logging/redaction/redact-fields.js';

const replaced = '[redacted]';

describe('values that are not logged', () => {
  it('are replaced at their paths, and nowhere else', () => {
    const redact = redactorOf(['user.email', 'password', 'headers.authorization']);
    const given = {
      user: { email: 'a@b.c', name: 'A' },
      password: 'hunter2',
      headers: { authorization: 'Basic x', host: 'h' },
      email: 'kept',
    };
    expect(redact(given)).toEqual({
      user: { email: replaced, name: 'A' },
      password: replaced,
      headers: { authorization: replaced, host: 'h' },
      email: 'kept',
    });
    expect(given.user.email).toBe('a@b.c');
  });

  it('are replaced whole, whatever they are', () => {
    const redact = redactorOf(['a', 'b.c']);
    expect(redact({ a: { deep: [1] }, b: { c: null } })).toEqual({ a: replaced, b: { c: replaced } });
  });

  it('are replaced in each entry that a * stands for', () => {
    const redact = redactorOf(['*.token', 'users[*].email', 'users.*.phones.*.number']);
    const users = [{ email: 'a', phones: { home: { number: 1, of: 'A' } } }, { email: 'b' }, 'text'];
    expect(redact({ one: { token: 'x' }, two: { token: 'y', kept: 1 }, token: 'kept', users })).toEqual({
      one: { token: replaced },
      two: { token: replaced, kept: 1 },
      token: 'kept',
      users: [{ email: replaced, phones: { home: { number: replaced, of: 'A' } } }, { email: replaced }, 'text'],
    });
  });

  it('leave the line the object that it was, where there is none', () => {
    const given = { user: { name: 'A' }, at: new Date(0) };
    expect(redactorOf(['user.email', 'at.x', 'none.*'])(given)).toBe(given);
  });

  it('are found in maps, instances and errors, as these are logged', () => {
    class User {
      readonly #email = 'a@b.c';
      toJSON() {
        return { email: this.#email, name: 'A' };
      }
    }
    const failure = Object.assign(new Error('for a@b.c'), { code: 'E' });
    const given = { map: new Map([['email', 'a']]), user: new User(), error: failure };
    const redact = redactorOf(['map.email', 'user.email', 'error.message']);
    expect(redact(given)).toMatchObject({
      map: { email: replaced },
      user: { email: replaced, name: 'A' },
      error: { message: replaced, code: 'E' },
    });
  });

  it('are replaced where a getter throws, or an object contains itself', () => {
    const round: Record<string, unknown> = { token: 'x' };
    round.self = round;
    const throwing = {
      password: 'x',
      get bad(): never {
        throw new Error('no');
      },
    };
    const redact = redactorOf(['*.token', 'bad', 'password', 'throwing.bad.deep', 'throwing.password']);
    expect(redact({ round })).toMatchObject({ round: { token: replaced } });
    expect(redact({ throwing })).toEqual({ throwing: { password: replaced, bad: replaced } });
  });
});
