import { describe, expect, it } from '@jest/globals';
import { ProducerIds } from '../../src/producing/producer-ids.js';
import { Sequences, sequenceAfter } from '../../src/producing/sequences.js';

const partition = (number: number) => ({ topic: 'users', partition: number });
const batch = (number: number, count = 1) => ({
  ...partition(number),
  records: Array.from({ length: count }, () => ({ key: null, value: Buffer.from('v'), headers: {} })),
});

function idempotent() {
  let made = 0;
  const ids = new ProducerIds({
    requestFromAny: async (ask) =>
      ask({ initProducerId: async () => ({ producerId: String(++made), producerEpoch: 0 }) } as never),
  });
  return { sequences: new Sequences('none', ids), made: () => made };
}

/** Producer id and base sequence of what is sent. */
async function stampOf(sequences: Sequences, of: ReturnType<typeof batch>): Promise<[number, number]> {
  const { header } = await sequences.prepare(of);
  return [Number(header.readBigInt64BE(43)), header.readInt32BE(53)];
}

describe('sequence numbers', () => {
  it('count the records of each partition separately, under one producer id', async () => {
    const { sequences, made } = idempotent();
    const first = batch(0, 3);
    expect(await stampOf(sequences, first)).toEqual([1, 0]);
    sequences.written(first);
    expect(await stampOf(sequences, batch(0))).toEqual([1, 3]);
    expect(await stampOf(sequences, batch(1))).toEqual([1, 0]);
    expect(made()).toBe(1);
  });

  it('stay the same for a repeated batch, and so do its bytes', async () => {
    const { sequences } = idempotent();
    const first = batch(0);
    const sent = await sequences.prepare(first);
    sequences.outcomeUnknown(first);
    const again = await sequences.prepare({ ...first });
    expect(again.header).toBe(sent.header);
    expect(again.bytes).toBe(sent.bytes);
  });

  it('restart with a new id when a batch was given up that may have been written', async () => {
    const { sequences } = idempotent();
    const givenUp = batch(0);
    await sequences.prepare(givenUp);
    sequences.outcomeUnknown(givenUp);
    expect(await stampOf(sequences, batch(0))).toEqual([2, 0]);
    // The others keep theirs, and one id is enough for all that need a new one.
    expect(await stampOf(sequences, batch(1))).toEqual([2, 0]);
  });

  it('restart with a new id even if the last response said that it is not in the log', async () => {
    const { sequences } = idempotent();
    const givenUp = batch(0);
    await sequences.prepare(givenUp);
    sequences.outcomeUnknown(givenUp);
    await sequences.prepare(givenUp);
    expect(await stampOf(sequences, batch(0))).toEqual([2, 0]);
  });

  it('continue when a batch was given up that was not written', async () => {
    const { sequences, made } = idempotent();
    const first = batch(0, 2);
    await sequences.prepare(first);
    sequences.written(first);
    await sequences.prepare(batch(0, 5));
    expect(await stampOf(sequences, batch(0))).toEqual([1, 2]);
    expect(made()).toBe(1);
  });

  it('restart with a new id for the same batch when the broker rejects the producer id', async () => {
    const { sequences, made } = idempotent();
    const [first, other] = [batch(0), batch(1)];
    await sequences.prepare(first);
    await sequences.prepare(other);
    for (const each of [first, other]) sequences.producerIdRefused(each);
    expect(await Promise.all([stampOf(sequences, first), stampOf(sequences, other)])).toEqual([
      [2, 0],
      [2, 0],
    ]);
    expect(made()).toBe(2);
  });

  it('wrap around at 2^31', () => {
    expect(sequenceAfter(2 ** 31 - 2, 1)).toBe(2 ** 31 - 1);
    expect(sequenceAfter(2 ** 31 - 1, 3)).toBe(2);
  });

  it('are absent when the sink is not idempotent', async () => {
    expect(await stampOf(new Sequences('none', undefined), batch(0))).toEqual([-1, -1]);
  });
});
