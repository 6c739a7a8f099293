/** An uncaught error ends a command with exit code 1 and is reported as uncaught, whatever was thrown. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { run } from './support/kfw.js';

const kfwFile = path.resolve(__dirname, '../../../../bin/kfw');
const uncaught = (code: string, ...mode: string[]) =>
  run([path.join(__dirname, 'support/uncaught.mjs'), code, ...mode], {});
const boom = '{ get() { throw new Error("do not look") }, configurable: true }';

// Only Linux has a file that is always full.
(process.platform === 'linux' ? it : it.skip)(
  'output that cannot be written ends a command with one line',
  async () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [kfwFile, 'completion', 'bash'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).toMatch(/^kfw: standard output cannot be written: ENOSPC: .*\.\n$/);
    expect(status).toBe(1);
  },
);

describe('an uncaught error', () => {
  it.each(['command', 'server'])('is shown as an uncaught exception, with its stack, in a %s', async (mode) => {
    const { code, stderr } = await uncaught('function deep() { throw new TypeError("boom") }\ndeep()', mode);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^kfw: uncaught exception in the app: TypeError: boom\n(?: {4}at .*\n)+$/);
    expect(stderr).toContain('at deep');
  });

  it('is shown as an unhandled rejection, with its stack', async () => {
    const { code, stderr } = await uncaught('void (async () => { throw new RangeError("late") })()', 'server');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^kfw: unhandled rejection of a promise in the app: RangeError: late\n(?: {4}at .*\n)+$/);
  });

  it.each(['command', 'server'])('is reported as emitted without a listener, in a %s', async (mode) => {
    const emitted = await uncaught('new (process.getBuiltinModule("events"))().emit("error", new Error("gone"))', mode);
    expect(emitted.code).toBe(1);
    expect(emitted.stderr).toMatch(
      /^kfw: uncaught exception in the app: Error: gone\nIt was emitted as an 'error' event that has no listener\. .*\.on\('error', …\) where .*\.\n(?: {4}at .*\n)+$/,
    );
  });

  it('is one line of JSON with --json', async () => {
    const { stderr } = await uncaught('throw new TypeError("boom")', 'json');
    const message = 'uncaught exception in the app: TypeError: boom';
    expect(JSON.parse(stderr)).toMatchObject({ event: 'error', code: 'KFW_UNCAUGHT', message });
  });

  it.each([
    ['null', 'throw null'],
    ['undefined', 'throw undefined'],
    ['a symbol', 'throw Symbol("odd")'],
    ['a function', 'throw () => {}'],
    ['an object without a prototype', 'throw Object.create(null)'],
    ['a message that cannot be read', `throw Object.defineProperty(new Error(), "message", ${boom})`],
    ['a stack that cannot be read', `throw Object.defineProperty(new Error("x"), "stack", ${boom})`],
    ['a name that cannot be read', `throw Object.freeze(Object.defineProperty(new Error("x"), "name", ${boom}))`],
    ['a revoked proxy', 'const { proxy, revoke } = Proxy.revocable(new Error("x"), {}); revoke(); throw proxy'],
    ['a rejection with nothing', 'Promise.reject()'],
    [
      'a rejection with a revoked proxy',
      'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); Promise.reject(proxy)',
    ],
    ['a rejection that cannot be read', `Promise.reject(Object.defineProperty(new Error("x"), "message", ${boom}))`],
    ['a cyclic cause', 'const error = new Error("x"); error.cause = error; throw error'],
    [
      'an event that nobody listens to',
      'process.getBuiltinModule("node:events").prototype.emit.call({}, "error", new Error("x"))',
    ],
  ])('is reported also when it is %s', async (_name, code) => {
    for (const mode of ['command', 'server', 'json']) {
      const ended = await uncaught(code, mode);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toMatch(/(uncaught exception|unhandled rejection of a promise) in the app: /);
    }
  });
});
