import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import type { PatchableRequestQueue } from '../../src/kafkajs/internals.js';
import { patchRequestQueue } from '../../src/kafkajs/patch-request-queue.js';

const script = join(__dirname, 'fixtures', 'request-queue.mjs');
const run = promisify(execFile);

/** Warnings are printed by a process of its own: jest has its own ways with them. Needs the built package. */
async function warningsOf(...steps: string[]): Promise<string> {
  return (await run(process.execPath, [script, ...steps])).stderr;
}

describe('the timers of kafkajs’s request queue', () => {
  it('warn of a negative timeout when they are not patched', async () => {
    expect(await warningsOf()).toContain('TimeoutNegativeWarning');
  });

  it('print no warning when a transport was created', async () => {
    expect(await warningsOf('patch')).toBe('');
  });

  it('leave the app’s own warning of that kind alone', async () => {
    const warnings = await warningsOf('patch', 'own');
    expect(warnings).toContain('TimeoutNegativeWarning: -5 is a negative number');
  });

  it('still check what is pending', async () => {
    patchRequestQueue();
    const checked = Promise.withResolvers<void>();
    const queue: PatchableRequestQueue = Object.assign(Object.create(RequestQueue.prototype), {
      pending: ['request'],
      throttledUntil: -1,
      throttleCheckTimeoutId: null,
      checkPendingRequests: () => checked.resolve(),
    });
    queue.scheduleCheckPendingRequests();
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
    await checked.promise;
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });
});
