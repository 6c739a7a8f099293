import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { describeError, stackLines, summaryOf } from '../../src/logging/describe-error.js';

const ownSource = join(__dirname, '../../../core/src/consuming/consume-loop.ts');
const users = [
  '    at handle (/app/consumers/users-consumer.ts:9:11)',
  '    at query (/app/node_modules/pg/lib/client.js:1:2)',
];
const others = [
  '    at process.processTicksAndRejections (node:internal/process/task_queues:103:5)',
  '    at Array.forEach (<anonymous>)',
  `    at async ConsumeLoop.run (${ownSource}:40:7)`,
  '    at async Runner.fetch (/app/node_modules/kafkajs/src/consumer/runner.js:220:9)',
  '    at boot (file:///app/node_modules/@kfw/core/dist/index.js:1:1)',
];

function errorWith(frames: readonly string[]): Error {
  const error = new TypeError('boom');
  error.stack = ['TypeError: boom', ...frames].join('\n');
  return error;
}

describe('a described error', () => {
  it('keeps the frames that a user can fix', () => {
    expect(describeError(errorWith([...users, ...others])).stack).toBe(users.join('\n'));
    expect(describeError(errorWith(others))).toEqual({ name: 'TypeError', message: 'boom' });
  });

  it('keeps all frames on request', () => {
    const all = [...users, ...others];
    expect(describeError(errorWith(all), { verbose: true }).stack).toBe(all.join('\n'));
  });

  it('ends although causes form a cycle', () => {
    const error = errorWith([]);
    error.cause = error;
    expect(stackLines(describeError(error))).toEqual(Array.from({ length: 5 }, () => 'caused by TypeError: boom'));
  });

  it('is summed up by its code', () => {
    expect(summaryOf({ name: 'KfwError', code: 'KFW_DECODE_FAILED', message: 'bad' })).toBe('KFW_DECODE_FAILED: bad');
    expect(summaryOf({ name: 'Error', code: 'ENOENT', message: '' })).toBe('Error (ENOENT)');
    expect(summaryOf(describeError('a string'))).toBe('Error: a string');
  });
});
