import { describe, expect, it } from '@jest/globals';
import type { OutboundRecord } from '@kfw/core';
import type { Producer } from 'kafkajs';
import { ProducerLease } from '../../src/producing/producer-lease.js';

const record = (): OutboundRecord => ({ key: null, value: null, headers: {} });
const batch = (...records: OutboundRecord[]) => ({ topic: 'users', partition: 0, records });

function lease() {
  const ended: number[] = [];
  let made = 0;
  const lent = new ProducerLease(
    async () => {
      const id = made++;
      return { id, disconnect: async () => void ended.push(id) } as unknown as Producer;
    },
    (thrown) => {
      throw thrown;
    },
  );
  return { lent, ended };
}

const idOf = async (producer: Producer) => (producer as unknown as { id: number }).id;

describe('the producer of a sink', () => {
  it('stays while nothing failed, and when the same records are sent again', async () => {
    const { lent } = lease();
    const failed = batch(record(), record());
    expect(await lent.use([failed], idOf)).toBe(0);
    lent.unsettled(failed);
    expect(await lent.use([{ ...failed, records: [...failed.records] }], idOf)).toBe(0);
    lent.settled(failed);
    expect(await lent.use([batch(record())], idOf)).toBe(0);
  });

  it('is replaced when other records follow a failure, or other ones with the first', async () => {
    const { lent } = lease();
    const first = record();
    lent.unsettled(batch(first));
    expect(await lent.use([batch(record())], idOf)).toBe(1);
    lent.unsettled(batch(first));
    expect(await lent.use([batch(first, record())], idOf)).toBe(2);
  });

  it('ends when its requests have, once replaced', async () => {
    const { lent, ended } = lease();
    const answer = Promise.withResolvers<void>();
    const sending = lent.use([batch(record())], () => answer.promise);
    lent.unsettled(batch(record()));
    await lent.use([batch(record())], idOf);
    expect(ended).toEqual([]);
    answer.resolve();
    await sending;
    await lent.end();
    expect(ended.sort()).toEqual([0, 1]);
  });

  it('is replaced when it could not connect, also for the same records', async () => {
    const refused = new Error('refused');
    let attempts = 0;
    const lent = new ProducerLease(
      async () => {
        attempts++;
        if (attempts === 1) throw refused;
        return { id: attempts } as unknown as Producer;
      },
      (thrown) => {
        throw thrown;
      },
    );
    const same = batch(record());
    await expect(lent.use([same], idOf)).rejects.toBe(refused);
    expect(await lent.use([same], idOf)).toBe(2);
    expect(await lent.use([same], idOf)).toBe(2);
  });

  it('is replaced once it was abandoned', async () => {
    const { lent } = lease();
    lent.abandon();
    expect(await lent.use([batch(record())], idOf)).toBe(1);
    expect(await lent.use([batch(record())], idOf)).toBe(1);
  });

  it('knows what is unsettled', () => {
    const { lent } = lease();
    lent.unsettled(batch(record()));
    expect(lent.isUnsettled(batch(record()))).toBe(true);
    lent.settled(batch(record()));
    expect(lent.isUnsettled(batch(record()))).toBe(false);
  });
});
