/** A sink that does not keep its process alive, in processes that do nothing to end. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { clusters, isMissing } from '@kfw/test-cluster';

const run = promisify(execFile);
const fixture = join(__dirname, 'fixtures', 'send-and-end.mjs');

for (const cluster of clusters()) {
  (isMissing(cluster) ? describe.skip : describe)(`a process that sends, on ${cluster.kind}`, () => {
    it('ends by itself when every request has its response, and not before', async () => {
      const brokers = isMissing(cluster) ? '' : cluster.brokers;
      const env = { ...process.env, KFW_TEST_BROKERS: brokers };
      // One that does not end by itself is killed, which fails the run.
      const { stdout, stderr } = await run(process.execPath, [fixture], { env, timeout: 30_000 });
      expect(stderr).toBe('');
      expect(stdout).toBe('sent 0\nsent 1\nsent 2\n');
    });
  });
}
