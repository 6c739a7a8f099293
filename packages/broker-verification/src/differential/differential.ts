/**
 * The frame of the differential tests: a family of cases, each of which sends the same requests to the embedded broker
 * and to Apache Kafka and fails where the responses differ, except for the accepted differences. The embedded broker is
 * one of the family's own, with the settings that the run's Kafka has; Kafka is the one that the run's scenarios use.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Broker, type SaslOptions, startBroker } from '@kfw/broker';
import { clusters, isMissing, saslUser } from '@kfw/test-cluster';
import { type AcceptedDifference, acceptedDifferences } from './accepted-differences.js';
import { CaseLog } from './case-log.js';
import { PairedConnection } from './paired-connection.js';
import type { Side } from './per-side.js';
import { saslPortOf } from './sasl-port.js';
import { servedVersions } from './served-versions.js';

/** As in `kafka/node-settings.ts`. */
const settingsOfKafka = { groupMinSessionTimeoutMs: 1_000 };
const saslOfKafka: SaslOptions = {
  users: { [saslUser.name]: saslUser.password },
  mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'],
};

export type DefineCase = (asks: string, play: (pair: PairedConnection) => Promise<void>) => void;

export interface DifferentialOptions {
  /** Whether clients have to authenticate, as `saslUser`. */
  readonly sasl?: boolean;
}

export function differential(
  family: string,
  define: (compare: DefineCase) => void,
  { sasl = false }: DifferentialOptions = {},
): void {
  const kafka = clusters().find(({ kind }) => kind === 'apache-kafka');
  if (kafka === undefined || isMissing(kafka)) {
    const why = kafka === undefined ? 'this run is without it' : kafka.unavailable;
    if (kafka !== undefined && process.env.CI === 'true') throw new Error(`Apache Kafka is missing: ${why}`);
    it.skip(`${family}: embedded and Apache Kafka respond the same (${why})`, () => undefined);
    return;
  }
  describe(`${family}: embedded and Apache Kafka respond the same`, () => {
    const run = `d${randomBytes(4).toString('hex')}`;
    const met = new Set<AcceptedDifference>();
    const ports: Record<Side, number> = { embedded: 0, kafka: Number(kafka.brokers.split(',')[0]?.split(':').at(-1)) };
    let versionsOf: (api: string) => readonly number[] = () => [];
    let broker: Broker;
    let named = 0;
    const name = (hint: string): string => `${run}-${hint}-${++named}`;

    beforeAll(async () => {
      if (sasl) ports.kafka = await saslPortOf(ports.kafka);
      broker = await startBroker({ ...settingsOfKafka, ...(sasl ? { sasl: saslOfKafka } : {}) });
      ports.embedded = broker.port;
      versionsOf = await servedVersions(ports);
    });
    afterAll(() => broker.stop());

    define((asks, play) => {
      it(asks, async () => {
        const caseLog = new CaseLog(run, name, (api) => versionsOf(api), met);
        const pair = new PairedConnection(ports, caseLog);
        try {
          await play(pair);
        } finally {
          pair.close();
          caseLog.end();
        }
        expect(caseLog.asked).toBeGreaterThan(0);
        expect(caseLog.differences.join('\n')).toBe('');
      });
    });

    it('needs each of its accepted differences', () => {
      const idle = acceptedDifferences.filter((one) => one.family === family && !met.has(one));
      expect(idle.map(({ what }) => what)).toEqual([]);
    });
  });
}
