/**
 * Whatever brokers do, and however messages are asked for: each has one report, partitions keep their order, and the port
 * is used as it allows. The fake cluster notes misuse.
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Monitor } from '../../../src/events/monitor.js';
import type { OutgoingMessage, Undelivered } from '../../../src/producing/deliverer.js';
import { DeliveryError } from '../../../src/producing/deliverer.js';
import { Producer } from '../../../src/producing/producer.js';
import { FakeCluster, type Outcome } from '../fake-cluster.js';
import { advance, advanceAll, messageOf, noTransactions, stopTime } from '../producer-world.js';

beforeEach(stopTime);
afterEach(() => void jest.useRealTimers());

const partitions = 4;

const step = fc.record({
  how: fc.constantFrom('one' as const, 'list' as const, 'async' as const),
  places: fc.array(fc.integer({ min: -1, max: partitions - 1 }), { minLength: 1, maxLength: 12 }),
  poison: fc.integer({ min: 0, max: 40 }),
  thenMs: fc.constantFrom(0, 0, 1, 5, 40, 300),
  moves: fc.option(fc.record({ partition: fc.nat(partitions - 1), leader: fc.constantFrom(0, 1, 2, undefined) })),
});

const options = fc.record({
  lingerMs: fc.constantFrom(0, 0, 20),
  batchSize: fc.constantFrom(1, 3, 10_000),
  maxBufferedMessages: fc.constantFrom(3, 20, 100_000),
  maxInFlightRequests: fc.constantFrom(1, 2, 5),
  deliveryTimeoutMs: fc.constantFrom(250, 2_000, 60_000),
});

const clusterBehaviour = fc.record({
  fates: fc.array(fc.constantFrom<Outcome>('written', 'written', 'written', 'refused', 'lost', 'missing', 'fatal'), {
    minLength: 1,
    maxLength: 25,
  }),
  latencies: fc.array(fc.constantFrom(0, 1, 3, 30, 400), { minLength: 1, maxLength: 9 }),
  /** Every so many requests fail as a whole; never with 0. */
  rejects: fc.constantFrom(0, 0, 3, 7),
  factsMs: fc.constantFrom(undefined, 0, 50),
});

type ClusterBehaviour = typeof clusterBehaviour extends fc.Arbitrary<infer W> ? W : never;

function clusterIn({ fates, latencies, rejects, factsMs: infoMs }: ClusterBehaviour): FakeCluster {
  const cluster = new FakeCluster(partitions);
  let batches = 0;
  let requests = 0;
  cluster.outcomeOf = () => {
    batches += 1;
    // No failure is permanent: everything is delivered in the end.
    return batches > 400 ? 'written' : (fates[batches % fates.length] ?? 'written');
  };
  cluster.latency = async () => {
    requests += 1;
    const rejected = rejects > 0 && requests % rejects === 0 && requests < 200;
    await wait(latencies[requests % latencies.length] ?? 0);
    if (rejected) throw new Error('no connection');
  };
  const facts = { partitions, compacted: false, maxBatchBytes: undefined };
  if (infoMs !== undefined) cluster.topics = { users: wait(infoMs).then(() => facts) };
  return cluster;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

describe('the accumulator', () => {
  it('reports every message once, in order, and uses the sink as it allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        options,
        clusterBehaviour,
        async (steps, given, sky) => {
          const cluster = clusterIn(sky);
          const hook: Undelivered[] = [];
          const producer = new Producer(cluster, noTransactions, new Monitor(), {
            ...given,
            onUndelivered: (undelivered) => void hook.push(...undelivered),
          });
          const delivered = new Map<OutgoingMessage, string>();
          const undelivered = new Set<OutgoingMessage>();
          const reports: Promise<void>[] = [];
          const all: OutgoingMessage[] = [];
          const asked: OutgoingMessage[] = [];
          const deny = (messages: readonly OutgoingMessage[]) => (thrown: unknown) => {
            expect(thrown).toBeInstanceOf(DeliveryError);
            const failed = (thrown as DeliveryError).undelivered.map(({ message }) => message);
            expect(messages).toEqual(expect.arrayContaining(failed));
            for (const message of failed) undelivered.add(message);
            return failed;
          };
          for (const { how, places, poison, thenMs, moves } of steps) {
            const messages = places.slice(0, how === 'one' ? 1 : undefined).map((place, at) => {
              const text = poison === at ? 'poison' : `${all.length + at}`;
              return messageOf(text, place < 0 ? { partition: undefined } : { partition: place });
            });
            all.push(...messages);
            const [only] = messages;
            if (how === 'one' && only !== undefined) {
              reports.push(
                producer.deliverOne(only).then(
                  (to) => void delivered.set(only, `${to.partition}:${to.offset}`),
                  (thrown) => void deny(messages)(thrown),
                ),
              );
            } else if (how === 'list') {
              reports.push(
                producer.deliver(messages).then(
                  (places) =>
                    places.forEach(
                      (to, at) => void delivered.set(messages[at] as OutgoingMessage, `${to.partition}:${to.offset}`),
                    ),
                  (thrown) => {
                    const failed = new Set(deny(messages)(thrown));
                    (thrown as DeliveryError).delivered.forEach((to, at) => {
                      const message = messages[at] as OutgoingMessage;
                      expect(to === undefined).toBe(failed.has(message));
                      if (to !== undefined) delivered.set(message, `${to.partition}:${to.offset}`);
                    });
                  },
                ),
              );
            } else {
              const entry = producer.deliverAsync(messages);
              asked.push(...messages);
              if (entry !== undefined) reports.push(entry.then(undefined, (thrown) => void deny(messages)(thrown)));
            }
            if (moves !== null) cluster.leaders.set(`users[${moves.partition}]`, moves.leader);
            expect(producer.bufferedCount).toBeLessThanOrEqual(given.maxBufferedMessages);
            if (thenMs > 0) await advance(thenMs);
            expect(producer.bufferedCount).toBeLessThanOrEqual(given.maxBufferedMessages);
          }
          const flushed = producer.flush();
          await advanceAll();
          await Promise.all([...reports, flushed]);

          expect(cluster.misuse).toEqual([]);
          expect(cluster.mostInFlight).toBeLessThanOrEqual(given.maxInFlightRequests);
          expect(producer.bufferedCount).toBe(0);
          expect(producer.buffered()).toEqual([]);
          expect(jest.getTimerCount()).toBe(0);
          for (const { records } of cluster.requests.flatMap(({ batches }) => batches)) {
            expect(records.length).toBeLessThanOrEqual(given.batchSize);
          }

          const gaveUp = hook.map(({ message }) => message);
          expect(new Set(gaveUp).size).toBe(gaveUp.length);
          for (const message of undelivered) expect(gaveUp).toContain(message);
          const place = new Map<unknown, string>();
          for (let partition = 0; partition < partitions; partition += 1) {
            const log = (cluster.logs.get(`users[${partition}]`) ?? []) as OutgoingMessage[];
            log.forEach((message, offset) => {
              expect(place.has(message)).toBe(false);
              place.set(message, `${partition}:${offset}`);
            });
            const order = log.map((message) => all.indexOf(message));
            expect(order).toEqual([...order].sort((one, other) => one - other));
          }
          for (const [message, where] of delivered) {
            expect(place.get(message)).toBe(where);
            expect(gaveUp).not.toContain(message);
          }
          for (const message of asked) if (!gaveUp.includes(message)) expect(place.has(message)).toBe(true);
          for (const message of all) {
            expect(
              Number(delivered.has(message)) +
                Number(gaveUp.includes(message)) +
                Number(asked.includes(message) && !gaveUp.includes(message)),
            ).toBe(1);
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
