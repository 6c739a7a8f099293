import { inspect } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { type Logger, Monitor } from '@kfw/core';
import { logListener } from 'kfw';
import { pino } from 'pino';
import { adoptLogger } from '../../src/logging/adopt-logger.js';

/** Calls in their order, as text. */
function recorder() {
  const calls: string[] = [];
  const method =
    (name: string) =>
    (...given: unknown[]): void =>
      void calls.push(`${name} ${given.map((each) => inspect(each, { breakLength: Infinity, depth: 6 })).join(' | ')}`);
  return { calls, method };
}

/** Lines of kfw and of an app's code. */
function logAll(logger: Logger): void {
  const monitor = new Monitor();
  logListener()({ monitor, logger });
  monitor.publish('signal.received', { signal: 'SIGTERM' });
  monitor.publish('transport.warned', { message: 'a broker is down', detail: { broker: 1 } });
  monitor.publish('app.stopFailed', { error: new TypeError('boom') });
  logger.info({ offset: 5n, tags: new Map([['a', 1]]) }, 'seen');
  logger.debug({}, 'nothing');
  // As JavaScript has it.
  logger.warn('text alone' as never);
  logger.error(new Error('lost'));
}

describe("the app's own logger", () => {
  it('is called as pino, which Fastify has, with fields and then the text', () => {
    const lines: Record<string, unknown>[] = [];
    const own = pino({ level: 'debug', base: null }, { write: (text: string) => lines.push(JSON.parse(text)) });
    logAll(adoptLogger(own));
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [30, 'received SIGTERM'],
      [40, expect.stringContaining('a broker is down')],
      [50, 'an error while stopping: TypeError: boom'],
      [30, 'seen'],
      [20, 'nothing'],
      [40, 'text alone'],
      [50, 'Error: lost'],
    ]);
    expect(lines[0]).toMatchObject({ event: 'signal.received', signal: 'SIGTERM' });
    expect(lines[2]).toMatchObject({ error: { name: 'TypeError', message: 'boom' } });
    expect(lines[3]).toMatchObject({ offset: '5', tags: { a: 1 } });
    expect(lines[6]).toMatchObject({ error: { message: 'lost' } });
    expect(
      (adoptLogger(pino({ level: 'warn' })) as { isLevelEnabled?(level: string): boolean }).isLevelEnabled?.('info'),
    ).toBe(false);
  });

  it('is called as winston, with one object, by the names of its own levels', () => {
    const { calls, method } = recorder();
    const winston = {
      log: method('log'),
      info: method('info'),
      warn: method('warn'),
      error: method('error'),
      debug: method('debug'),
    };
    logAll(adoptLogger({ ...winston, levels: { error: 0, warn: 1, info: 2, debug: 3 }, transports: [] }));
    expect(calls[0]).toBe(
      "log { event: 'signal.received', signal: 'SIGTERM', level: 'info', message: 'received SIGTERM' }",
    );
    expect(calls[5]).toBe("log { level: 'warn', message: 'text alone' }");
    expect(calls).toHaveLength(7);

    const syslog = recorder();
    const levels = { emerg: 0, error: 3, warning: 4, notice: 5, info: 6, debug: 7 };
    adoptLogger({ ...winston, log: syslog.method('log'), levels, transports: [] }).warn({}, 'low');
    expect(syslog.calls).toEqual(["log { level: 'warning', message: 'low' }"]);
  });

  it("is called like Nest's, with the text, then a stack, then a context", () => {
    const { calls, method } = recorder();
    const nest = { log: method('log'), warn: method('warn'), error: method('error'), verbose: method('verbose') };
    logAll(adoptLogger(nest));
    expect(calls[0]).toBe("log 'received SIGTERM' | 'kfw'");
    expect(calls[2]).toMatch(/^error 'an error while stopping: TypeError: boom' \| ('.*at .*' \| )?'kfw'$/s);
    expect(calls[3]).toBe("log \"seen { offset: '5', tags: { a: 1 } }\" | 'kfw'");
    expect(calls[4]).toBe("verbose 'nothing' | 'kfw'");
    expect(calls[6]).toMatch(/^error 'Error: lost' \| ('.*at .*' \| )?'kfw'$/s);
    expect(calls).toHaveLength(7);
    // A logger with its own context adds it itself.
    const own = recorder();
    const withContext = {
      log: own.method('log'),
      warn: own.method('warn'),
      error: own.method('error'),
      context: 'App',
    };
    logAll(adoptLogger(withContext));
    expect(own.calls[0]).toBe("log 'received SIGTERM'");
    expect(own.calls.join()).not.toContain("'kfw'");
    expect(() => adoptLogger({ log() {}, warn() {}, error() {} }).debug({}, 'x')).not.toThrow();
  });

  it('is called as console, with the text first', () => {
    const { calls, method } = recorder();
    const names = ['debug', 'info', 'warn', 'error', 'log', 'table', 'group'];
    logAll(adoptLogger(Object.fromEntries(names.map((name) => [name, method(name)]))));
    expect(calls[0]).toBe("info 'received SIGTERM'");
    expect(calls[3]).toBe("info 'seen' | { offset: '5', tags: { a: 1 } }");
    expect(() => adoptLogger(console)).not.toThrow();
  });

  it('receives no control characters, no secrets, and no name twice', () => {
    const { calls, method } = recorder();
    const own = { debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') };
    adoptLogger(own).info({ level: 'high', key: '\u001b[2J', deep: [{ name: '\u009b' }] }, 'a\u0007b');
    expect(calls).toEqual([
      String.raw`info { level_: 'high', key: '\\u001b[2J', deep: [ { name: '\\u009b' } ] } | 'a\\u0007b'`,
    ]);
  });

  it('keeps its this', () => {
    class Own {
      readonly #lines: unknown[] = [];
      debug = (): void => {};
      info(...given: unknown[]): void {
        this.#lines.push(given);
      }
      warn(): void {}
      error(): void {}
      get lines() {
        return this.#lines;
      }
    }
    const own = new Own();
    adoptLogger(own).info({ a: 1 }, 'x');
    expect(own.lines).toEqual([[{ a: 1 }, 'x']]);
  });

  it.each([
    ['nothing', null, 'null'],
    ['text', 'pino', 'string'],
    ['an object', {}, 'lacks debug and info and warn and error'],
    ['a logger without warn', { debug() {}, info() {}, error() {} }, 'Object) lacks warn'],
    ['one of Nest without error', { log() {}, warn() {} }, 'lacks error'],
  ])('is a mistake when it is %s', (_what, given, problem) => {
    expect(() => adoptLogger(given)).toThrow(problem);
    expect(() => adoptLogger(given)).toThrow(expect.objectContaining({ code: 'KFW_LOGGER_INVALID' }));
  });

  it('loses no line and does not stop its caller when it throws', () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const throwing = () => {
      throw new Error('disk full');
    };
    const logger = adoptLogger({ debug: throwing, info: throwing, warn: throwing, error: throwing });
    logger.info({ a: 1 }, 'first');
    logger.warn({}, 'second');
    write.mockRestore();
    expect(written).toEqual([
      "kfw: the app's logger throws (disk full); its lines:\ninfo first { a: 1 }\n",
      'warn second {}\n',
    ]);
  });
});
