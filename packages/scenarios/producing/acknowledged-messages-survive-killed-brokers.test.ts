/**
 * Three brokers, three replicas, two of them in sync: SIGKILL of each in turn while 50 callers send with keys. Nothing
 * that was acknowledged is lost, nothing is there twice, and the order of each key holds. `npm run kills` does the same for
 * longer, with plain kafkajs for comparison.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { clusters, isMissing, titleOf } from '@kfw/test-cluster';

const execute = promisify(execFile);
const timeoutMs = 400_000;
/** Each broker once. */
const rounds = 3;
const callers = 50;

const kafka = clusters().find(({ kind }) => kind === 'apache-kafka');
const itWithKafka = kafka === undefined || isMissing(kafka) ? it.skip : it;

describe('three brokers of apache-kafka', () => {
  itWithKafka(
    titleOf([72], 'nothing acknowledged is lost, repeated or out of order when brokers are killed'),
    async () => {
      const command = require.resolve('@kfw/chaos/package.json').replace('package.json', 'dist/kills/command.js');
      const args = [command, '--rounds', String(rounds), '--callers', String(callers), '--clients', 'kfw', '--json'];
      const { stdout } = await execute(process.execPath, args, { timeout: timeoutMs }).catch((thrown) => thrown);
      const { kfw } = JSON.parse(stdout);
      process.stderr.write(`kfw ${JSON.stringify(kfw)}\n`);
      expect(kfw.acknowledged).toBeGreaterThan(rounds * callers);
      expect(kfw).toMatchObject({ lost: 0, duplicates: 0, outOfOrder: 0 });
      expect(kfw.held).toBeGreaterThanOrEqual(kfw.acknowledged);
    },
    timeoutMs,
  );
});
