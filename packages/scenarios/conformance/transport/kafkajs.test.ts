/** kafkajs behind the transport port, on every cluster of the run. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { clusters, isMissing } from '@kfw/test-cluster';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { transportConformance } from './transport-conformance.js';

const run = promisify(execFile);
const roundTrip = join(__dirname, 'fixtures', 'round-trip.mjs');

for (const cluster of clusters()) {
  if (isMissing(cluster)) describe.skip(`kafkajs (${cluster.unavailable})`, () => it('conforms', () => undefined));
  else {
    transportConformance(`kafkajs, on ${cluster.kind}`, () =>
      createKafkajsTransport({
        clientId: 'conformance',
        brokers: cluster.brokers.split(','),
        brokersSetting: 'KFW_TEST_BROKERS',
        connectionTimeoutMs: 3_000,
        requestTimeoutMs: 10_000,
        monitor: new Monitor(),
      }),
    );

    describe(`a process that uses kafkajs, on ${cluster.kind}`, () => {
      it('prints nothing by itself, publishes warnings as events, and ends when everything is closed', async () => {
        const env = { ...process.env, KFW_TEST_BROKERS: cluster.brokers };
        const { stdout, stderr } = await run(process.execPath, [roundTrip], { env });
        expect(stderr).toBe('');
        expect(stdout).toBe('event: Topic has been updated, resync group\ndone\n');
      });
    });
  }
}
