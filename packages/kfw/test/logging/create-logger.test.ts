import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { Secret } from '../../src/config/secrets/secret.js';
import { logListener } from '../../src/listeners/log-listener.js';
import { createLogger, defaultLogFormat } from '../../src/logging/create-logger.js';
import { writtenTo } from '../listeners/recording.js';

function jsonLines(log: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const destination = writtenTo();
  log(createLogger({ format: 'json', level: 'info', destination }));
  return destination.lines().map((line) => JSON.parse(line) as Record<string, unknown>);
}

function prettyLines(log: (logger: ReturnType<typeof createLogger>) => void, colors = false): string[] {
  const destination = writtenTo();
  log(createLogger({ format: 'pretty', level: 'info', destination, colors }));
  return destination.lines().map((line) => line.replace(/\d\d:\d\d:\d\d\.\d{3}/, 'TIME'));
}

/** Values that an app may log and that must do no harm. */
function odd() {
  const circle: Record<string, unknown> = { name: 'circle' };
  circle.self = circle;
  const error = Object.assign(new TypeError('boom', { cause: new Error('deeper') }), { code: 'E_BOOM' });
  const thrower = {
    get broken() {
      throw new Error('do not look');
    },
  };
  return {
    circle,
    error,
    thrower,
    big: 2n ** 64n,
    text: Buffer.from('héllo'),
    bytes: Buffer.from([0xff, 0xfe]),
    map: new Map([['a', new Set([1n])]]),
    date: new Date(0),
    nothing: undefined,
    symbol: Symbol('s'),
    nan: Number.NaN,
    password: new Secret('hunter2'),
  };
}

describe('the JSON log', () => {
  it('has fields at the top level, the level as a name and the time as ISO', () => {
    const [line] = jsonLines((logger) => logger.info({ event: 'x', topic: 'users', partition: 0, offset: 7 }, 'hello'));
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      event: 'x',
      topic: 'users',
      partition: 0,
      offset: 7,
      msg: 'hello',
    });
  });

  it('writes any value that an app logs', () => {
    const [line] = jsonLines((logger) => logger.warn(odd(), 'odd'));
    expect(line).toMatchObject({
      level: 'warn',
      circle: { name: 'circle', self: '[circular]' },
      error: { name: 'TypeError', code: 'E_BOOM', message: 'boom', cause: { message: 'deeper' } },
      thrower: { broken: '[unreadable: do not look]' },
      big: '18446744073709551616',
      text: 'héllo',
      bytes: '//4=',
      map: { a: ['1'] },
      date: '1970-01-01T00:00:00.000Z',
      symbol: 'Symbol(s)',
      nan: 'NaN',
      password: '[secret]',
    });
    expect(line).toMatchObject({ error: { stack: expect.stringContaining('create-logger.test.ts') } });
  });

  it.each(['err', 'error', 'cause', 'reason'])(
    'keeps the class, the code and the stack of an error that it calls %s',
    (name) => {
      class Declined extends Error {
        readonly code = 'E_DECLINED';
      }
      const described = { name: 'Declined', code: 'E_DECLINED', message: 'no', stack: expect.stringContaining('at ') };
      const [line, nested] = jsonLines((logger) => {
        logger.error({ [name]: new Declined('no') }, 'failed');
        logger.error({ payment: { [name]: new Declined('no') } }, 'failed');
      });
      expect(line).toMatchObject({ level: 'error', [name]: described, msg: 'failed' });
      expect(nested).toMatchObject({ payment: { [name]: described } });
    },
  );

  it('keeps the class of an error from another realm or from Node', () => {
    const foreign: unknown = runInNewContext('new RangeError("far")');
    const [line] = jsonLines((logger) => logger.error({ foreign, aborted: new DOMException('no', 'AbortError') }, 'x'));
    expect(line).toMatchObject({ foreign: { name: 'RangeError', message: 'far' }, aborted: { name: 'AbortError' } });
  });

  it('writes no name twice, whatever fields an app has', () => {
    const destination = writtenTo();
    const logger = createLogger({ format: 'json', level: 'info', destination });
    const fields = { level: 3, time: 'noon', msg: 'own', pid: 1, hostname: 'box', event: 'x' };
    logger.info(fields, 'said');
    logger.info(fields);
    logger.info({ ...fields, error: new Error('boom') });
    for (const line of destination.lines()) {
      const names = [...line.matchAll(/[{,]"(\w+)":/g)].map(([, name]) => name);
      expect(names).toEqual([...new Set(names)]);
      expect(JSON.parse(line)).toMatchObject({ level: 'info', level_: 3, time_: 'noon', pid: 1, hostname: 'box' });
    }
    const messages = destination.lines().map((line) => JSON.parse(line) as { msg: unknown; msg_?: unknown });
    expect(messages.map(({ msg, msg_ }) => [msg, msg_])).toEqual([
      ['said', 'own'],
      ['own', undefined],
      ['own', undefined],
    ]);
  });

  it('takes an error alone, and a text alone', () => {
    const lines = jsonLines((logger) => {
      logger.error(new TypeError('boom'));
      logger.info('a text' as unknown as object);
      logger.error({ error: new TypeError('boom') });
    });
    expect(lines).toMatchObject([
      { level: 'error', error: { name: 'TypeError', message: 'boom' }, msg: 'boom' },
      { level: 'info', msg: 'a text' },
      { error: { name: 'TypeError' }, msg: 'boom' },
    ]);
  });

  it.each(['json', 'pretty'] as const)('as %s never throws, whatever it is given', (format) => {
    const destination = writtenTo();
    const logger = createLogger({ format, level: 'info', destination });
    const boom = () => {
      throw new Error('do not look');
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = Object.defineProperties(new Error('was'), {
      message: { get: boom },
      name: { get: boom },
      stack: { get: boom },
    });
    const getters = Object.defineProperty({}, 'method', { get: boom, enumerable: true });
    const given = [hostile, { err: hostile }, getters, { deep: { getters } }, { proxy }, new Proxy({}, { get: boom })];
    for (const fields of given) expect(() => logger.error(fields, 'odd')).not.toThrow();
    expect(destination.lines().filter((line) => line.includes('odd'))).toHaveLength(given.length);
  });

  it("bounds an error's message, and keeps its frames", () => {
    const [line] = jsonLines((logger) => logger.error({ error: new Error('x'.repeat(1_000_000)) }, 'long'));
    const { error } = line as { error: { message: string; stack: string } };
    expect(error.message).toMatch(/^x{10000}… \(1000000 characters\)$/);
    expect(error.stack).toContain('create-logger.test.ts');
  });

  it('leaves out lines below its level', () => {
    expect(jsonLines((logger) => logger.debug({}, 'not this'))).toEqual([]);
  });

  it('has the boot on one line', () => {
    const lines = jsonLines((logger) => boot(logger));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      event: 'app.initialized',
      clientId: 'shop',
      groups: [{ group: 'shop_example', topics: [{ topic: 'users', consumer: 'UsersConsumer' }, { topic: 'orders' }] }],
    });
  });
});

describe('the pretty log', () => {
  it('aligns an app’s own fields under the sentence', () => {
    const lines = prettyLines((logger) =>
      logger.info({ topic: 'users', offset: 7, key: null, payload: { id: 1n }, text: 'a\u001b[2J' }, 'user event'),
    );
    expect(lines).toEqual([
      'TIME info  user event',
      '                   topic    users',
      '                   offset   7',
      '                   key      null',
      '                   payload  { id: 1n }',
      "                   text     'a\\x1B[2J'",
    ]);
  });

  it('writes any value that an app logs', () => {
    const text = prettyLines((logger) => logger.error(odd(), 'odd')).join('\n');
    expect(text).toContain('TIME error odd');
    expect(text).toContain('[Circular *1]');
    expect(text).toMatch(/error {5}TypeError \(E_BOOM\): boom\n\s+at odd \(.*\n(?:.*\n)*?\s+caused by Error: deeper/);
    expect(text).toContain('18446744073709551616n');
    expect(text).not.toContain('hunter2');
  });

  it('shows kfw’s own lines as a sentence, with the stack of an error', () => {
    const lines = prettyLines((logger) => {
      const monitor = new Monitor();
      logListener()({ monitor, logger });
      monitor.publish('group.joined', { group: 'shop_example', memberId: 'shop-1', generation: 1 });
      monitor.publish('listener.failed', { listened: 'app.running', error: new Error('boom') });
    });
    expect(lines.slice(0, 2)).toEqual([
      'TIME info  joined shop_example as shop-1',
      'TIME error a listener of app.running failed: Error: boom',
    ]);
    expect(lines[2]).toMatch(/^ {19} {4}at .*create-logger\.test\.ts/);
  });

  it('begins with a banner', () => {
    expect(prettyLines((logger) => boot(logger))).toEqual([
      '',
      '  shop',
      '',
      '  kfw          0.1.0',
      '  node         24.1.0',
      `  pid          ${process.pid}`,
      '  client id    shop',
      '  environment  development',
      '  brokers      localhost:9092',
      '  registry     none',
      '  transport    kafkajs 2.2.4',
      '  boot file    kfw.ts',
      '',
      '  group shop_example',
      '    users   UsersConsumer  → UsersResponder',
      '    orders  OrdersConsumer (inactive)',
      '',
    ]);
  });

  it('is coloured on request', () => {
    const [line] = prettyLines((logger) => logger.warn({}, 'careful'), true);
    expect(line).toBe('\u001b[2mTIME\u001b[22m \u001b[33mwarn \u001b[39m \u001b[1mcareful\u001b[22m');
  });

  it('takes a text alone, and lines of a text', () => {
    const log = (logger: ReturnType<typeof createLogger>) => logger.info('a\nb' as unknown as object);
    expect(prettyLines(log)).toEqual(['TIME info  a', '                   b']);
  });
});

describe('the format', () => {
  it.each([
    [{ terminal: true }, 'pretty'],
    [{ terminal: true, json: true }, 'json'],
    [{ terminal: false }, 'json'],
  ])('for %j is %s', (given, format) => {
    expect(defaultLogFormat(given)).toBe(format);
  });
});

describe('a process', () => {
  const packageFolder = join(__dirname, '../..');
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kfw-logger-'));
    const module = pathToFileURL(join(packageFolder, 'src/logging/create-logger.ts')).href;
    writeFileSync(
      join(folder, 'log.mts'),
      `import { createLogger } from '${module}';
       const [format, amount] = process.argv.slice(2);
       const logger = createLogger({ format, level: 'info' });
       for (let line = 1; line <= Number(amount); line += 1) logger.info({ line, filler: 'x'.repeat(100) }, 'line ' + line + '.');
       process.stderr.write('done');
       process.exit(3);`,
    );
  });
  // A child that hangs fails its own test only.
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function start(format: string, amount: number, env: Record<string, string> = {}) {
    const loader = pathToFileURL(join(dirname(require.resolve('tsx/package.json')), 'dist/loader.mjs')).href;
    const child = spawn(process.execPath, ['--import', loader, join(folder, 'log.mts'), format, String(amount)], {
      cwd: packageFolder,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    children.push(child);
    const output = { out: '', err: '' };
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      output.err += part;
    });
    return { child, output };
  }

  it.each(['json', 'pretty'])(
    'loses nothing of the %s log when it exits at once, though the pipe is full',
    async (format) => {
      const { child, output } = start(format, 3_000);
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        output.out += part;
      });
      expect((await once(child, 'close'))[0]).toBe(3);
      expect(output.err).toBe('done');
      expect(output.out.match(/line \d+\./g)).toEqual(
        Array.from({ length: 3_000 }, (_, index) => `line ${index + 1}.`),
      );
    },
  );

  it.each(['json', 'pretty'])('continues when the reader of its %s log has gone', async (format) => {
    const { child, output } = start(format, 3_000);
    child.stdout.destroy();
    expect((await once(child, 'close'))[0]).toBe(3);
    expect(output.err).toBe('done');
  });

  it('respects NO_COLOR over everything', async () => {
    const colored = start('pretty', 1, { FORCE_COLOR: '1', NO_COLOR: '' });
    const plain = start('pretty', 1, { FORCE_COLOR: '1', NO_COLOR: '1' });
    for (const { child, output } of [colored, plain]) {
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        output.out += part;
      });
    }
    await Promise.all([once(colored.child, 'close'), once(plain.child, 'close')]);
    expect(colored.output.out).toContain('\u001b[');
    expect(plain.output.out).not.toContain('\u001b[');
    expect(plain.output.out).toContain('line 1.');
  });
});

function boot(logger: ReturnType<typeof createLogger>): void {
  const monitor = new Monitor();
  logListener()({ monitor, logger });
  monitor.publish('app.initialized', {
    kfwVersion: '0.1.0',
    nodeVersion: 'v24.1.0',
    clientId: 'shop',
    environment: 'development',
    brokers: ['localhost:9092'],
    registry: undefined,
    transport: 'kafkajs 2.2.4',
    bootFile: 'kfw.ts',
    groups: [
      {
        group: 'shop_example',
        topics: [
          { topic: 'users', consumer: 'UsersConsumer', responder: 'UsersResponder', active: true },
          { topic: 'orders', consumer: 'OrdersConsumer', responder: undefined, active: false },
        ],
      },
    ],
  });
}
