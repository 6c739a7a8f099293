import { describe, expect, it } from '@jest/globals';
import { KfwError } from '@kfw/core';
import { renderError } from '../../../src/cli/exit/render-error.js';
import { userFrames } from '../../../src/cli/exit/user-frames.js';

function withStack(error: Error, ...frames: string[]): Error {
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}

const userError = () =>
  withStack(
    new TypeError('no id'),
    'UsersResponder.respond (file:///srv/shop/app/responders/users-responder.ts:9:11)',
    'call (/srv/shop/node_modules/kfw/dist/responding/call.js:3:5)',
    'async Promise.all (index 0)',
    'async /srv/shop/config/routes.ts:4:1',
    '<console>:1:7',
    'node:internal/process/task_queues:105:5',
  );

describe('renderError', () => {
  it('shows a KfwError as its message', () => {
    expect(renderError(new KfwError('KFW_X', 'set brokers.'))).toBe('kfw: set brokers.\n');
  });

  it('shows an error of the broker or the registry, which have classes of their own, like a KfwError', () => {
    const refused = Object.assign(new Error('The broker cannot start.'), { code: 'KFW_BROKER_OPTIONS_INVALID' });
    expect(renderError(refused)).toBe('kfw: The broker cannot start.\n');
  });

  it("shows any other error with the user's frames only", () => {
    expect(renderError(userError(), { folder: '/srv/shop' })).toBe(
      [
        'kfw: TypeError: no id',
        '    at UsersResponder.respond (app/responders/users-responder.ts:9:11)',
        '    at config/routes.ts:4:1',
        '    at <console>:1',
        '',
      ].join('\n'),
    );
  });

  it("shows the user's frames of a KfwError's cause", () => {
    const error = new KfwError('KFW_X', 'the routes throw.', { cause: userError() });
    expect(renderError(error, { folder: '/srv/shop' })).toContain(
      'kfw: the routes throw.\n    at UsersResponder.respond',
    );
  });

  it('says how to see more of an error without frames of the user', () => {
    const error = withStack(new Error('inside'), 'node:fs:1:1');
    expect(renderError(error)).toBe('kfw: Error: inside\n    (--verbose shows where)\n');
  });

  it('shows everything with --verbose', () => {
    const error = new KfwError('KFW_X', 'set brokers.', { cause: new Error('refused') });
    expect(renderError(error, { verbose: true })).toMatch(/KFW_X[\s\S]*refused|refused[\s\S]*KFW_X/);
  });

  it('is one JSON line with --json', () => {
    const line = renderError(new KfwError('KFW_X', 'two\nlines'), { json: true });
    expect(line.split('\n')).toHaveLength(2);
    expect(JSON.parse(line)).toEqual({ event: 'error', code: 'KFW_X', message: 'two\nlines' });
    expect(JSON.parse(renderError(userError(), { json: true }))).toMatchObject({ code: 'TypeError' });
  });

  it('shows whatever else was thrown', () => {
    expect(renderError('just text')).toBe("kfw: thrown: 'just text'\n");
    expect(renderError(null)).toBe('kfw: thrown: null\n');
  });

  it('shows a syntax error as its place and caret', () => {
    const error = new SyntaxError('Unexpected token');
    error.stack = '<console>:1\nconst = 1\n      ^\n\nSyntaxError: Unexpected token\n    at new Script (node:vm:1:1)';
    expect(renderError(error)).toBe('kfw: <console>:1\nconst = 1\n      ^\nSyntaxError: Unexpected token\n');
  });
});

describe('userFrames', () => {
  it('hides the given folders, and no folder whose name only begins the same', () => {
    const error = withStack(new Error('x'), 'a (/kfw/dist/a.js:1:1)', 'b (/kfw-shop/b.js:2:2)');
    expect(userFrames(error, { folder: '/kfw-shop', hidden: ['/kfw'] })).toEqual(['    at b (b.js:2:2)']);
  });

  it('keeps a source map query out of the name of a file', () => {
    const error = withStack(new Error('x'), 'file:///srv/shop/kfw.ts?namespace=1:3:4');
    expect(userFrames(error, { folder: '/srv/shop', hidden: [] })).toEqual(['    at kfw.ts:3:4']);
  });
});
