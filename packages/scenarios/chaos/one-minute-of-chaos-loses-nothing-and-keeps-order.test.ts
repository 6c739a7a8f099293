/**
 * One minute of `npm run chaos`: three workers on three brokers, which are killed, stopped and joined by others while keyed
 * messages come in, some of them poison. A checker of its own reads the topics: nothing is lost, the order of each key
 * holds, repeats were in flight, and the poison is in the dead letters. Figures of time are printed; the promise of
 * 5 s to go on is asserted with a tenfold margin.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { checkout, clusters, isMissing, titleOf } from '@kfw/test-cluster';

const execute = promisify(execFile);
const timeoutMs = 480_000;
const promisedRecoveryMs = 5_000;

const kafka = clusters().find(({ kind }) => kind === 'apache-kafka');
const itWithKafka = kafka === undefined || isMissing(kafka) ? it.skip : it;
const command = path.join(checkout, 'packages/chaos/dist/chaos/command.js');

describe('three brokers of apache-kafka', () => {
  itWithKafka(
    titleOf([28, 30, 57, 58, 59], 'one minute of chaos loses nothing and keeps order'),
    async () => {
      const args = [command, '--minutes', '1', '--seed', '7', '--json'];
      const { stdout, stderr } = await execute(process.execPath, args, { timeout: timeoutMs }).catch(
        (thrown) => thrown,
      );
      process.stderr.write(`${stderr}${stdout}`);
      const { produced, duplicates, duplicateBound, deadLettered, recoveryMs, ...interruptibleWait } = JSON.parse(
        stdout.trimEnd().split('\n').at(-1),
      );
      expect(interruptibleWait).toEqual({ handled: produced - deadLettered, lost: 0, outOfOrder: 0 });
      expect(produced).toBeGreaterThan(1_000);
      expect(deadLettered).toBeGreaterThan(0);
      expect(duplicates).toBeLessThanOrEqual(duplicateBound);
      expect(recoveryMs).toBeLessThanOrEqual(10 * promisedRecoveryMs);
    },
    timeoutMs,
  );
});
