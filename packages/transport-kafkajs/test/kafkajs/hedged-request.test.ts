import { describe, expect, it } from '@jest/globals';
import { hedgedRequest } from '../../src/kafkajs/hedged-request.js';
import type { Broker, BrokerPool } from '../../src/kafkajs/internals.js';

interface Condition {
  readonly isConnected?: boolean;
  readonly hasPendingRequests?: boolean;
}

/** Brokers 1, 2, … in these conditions. */
function poolOf(...conditions: readonly Condition[]) {
  const brokers = Object.fromEntries(
    conditions.map(({ isConnected = true, hasPendingRequests = false }, at) => {
      const requestQueue = { inflight: { size: hasPendingRequests ? 1 : 0 }, pending: { length: 0 } };
      const pool = [{ isConnected: () => isConnected, requestQueue }];
      return [at + 1, { nodeId: at + 1, connectionPool: { pool } }];
    }),
  );
  const findBroker = async ({ nodeId }: { nodeId: number | string }) => brokers[Number(nodeId)];
  return { brokers, findBroker } as unknown as BrokerPool;
}

const never = new Promise<string>(() => {});

describe('a hedged request', () => {
  it('asks the next broker as well when one is silent, and takes the first response', async () => {
    const asked: (number | null)[] = [];
    const request = async ({ nodeId }: Broker) => {
      asked.push(nodeId);
      return asked.length === 1 ? never : `from ${nodeId}`;
    };
    const answer = await hedgedRequest(poolOf({}, {}, {}), request, 1);
    expect(answer).toBe(`from ${asked[1]}`);
    expect(asked).toHaveLength(2);
  });

  it('asks the next one at once when one fails', async () => {
    let asked = 0;
    const request = async () => {
      asked++;
      if (asked === 1) throw new Error('refused');
      return asked;
    };
    expect(await hedgedRequest(poolOf({}, {}), request, 3_600_000)).toBe(2);
  });

  it('begins with connected brokers without pending requests', async () => {
    const asked: (number | null)[] = [];
    const request = async ({ nodeId }: Broker) => {
      asked.push(nodeId);
      throw new Error(`refused by ${nodeId}`);
    };
    const pool = poolOf({ isConnected: false }, { hasPendingRequests: true }, {});
    await expect(hedgedRequest(pool, request, 3_600_000)).rejects.toThrow('refused by 1');
    expect(asked).toEqual([3, 2, 1]);
  });

  it('waits for silent brokers when all others have failed', async () => {
    const answer = Promise.withResolvers<string>();
    const failed = Promise.withResolvers<void>();
    let asked = 0;
    const request = async () => {
      asked++;
      if (asked === 1) return answer.promise;
      failed.resolve();
      throw new Error('refused');
    };
    const answering = hedgedRequest(poolOf({}, {}), request, 1);
    await failed.promise;
    answer.resolve('late');
    expect(await answering).toBe('late');
  });

  it('throws kafkajs’s error when no broker is known', async () => {
    await expect(hedgedRequest(poolOf(), async () => 1)).rejects.toMatchObject({ name: 'KafkaJSBrokerNotFound' });
  });
});
