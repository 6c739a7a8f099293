/** What every transport's transactions do, as a member that reads committed records sees it. */
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../src/deadline.js';
import { type MakeTransport, record, useRig } from './rig.js';

export function transactionConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);
  const batch = (topic: string, value: string) => ({
    topic,
    partition: 0,
    records: [record({ value: Buffer.from(value) })],
  });

  describe('a transaction', () => {
    it('shows its records once it commits, and never when it aborts', async () => {
      const topic = await rig().topic();
      const id = rig().name();
      const aborted = await rig().transport.transactions.begin(id);
      await aborted.send([batch(topic, 'aborted')]);
      await aborted.abort();
      const committed = await rig().transport.transactions.begin(id);
      const [result] = await committed.send([batch(topic, 'committed')]);
      expect(result).toMatchObject({ topic, partition: 0, ok: true });
      await committed.commit();
      await rig().send(topic, 0, 'plain');
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.values().includes('plain'));
      expect(seen.values()).toEqual(['committed', 'plain']);
    });

    it('commits offsets of a group together with its records', async () => {
      const topic = await rig().topic();
      const group = rig().name();
      const { admin, transactions } = rig().transport;
      const id = rig().name();
      const aborted = await transactions.begin(id);
      await aborted.sendOffsets({ group, offsets: [{ topic, partition: 0, offset: 3 }] });
      await aborted.abort();
      expect(await admin.groupOffsets(group, [topic])).toEqual([{ topic, partition: 0, offset: null }]);
      const committed = await transactions.begin(id);
      await committed.send([batch(topic, 'a')]);
      await committed.sendOffsets({ group, offsets: [{ topic, partition: 0, offset: 5 }] });
      await committed.commit();
      // Markers are written after the commit is answered, and nothing tells when the group's has been.
      const found = await eventually(
        'the offset that was committed',
        async () => (await admin.groupOffsets(group, [topic])).find(({ offset }) => offset !== null),
        { deadlineMs: 30_000, everyMs: 25 },
      );
      expect(found).toEqual({ topic, partition: 0, offset: 5 });
    });

    it('loses nothing that follows one of which a part was refused', async () => {
      const topic = await rig().topic();
      const small = await rig().topic(1, { 'max.message.bytes': '1000' });
      const id = rig().name();
      const refused = await rig().transport.transactions.begin(id);
      const tooLarge = { topic: small, partition: 0, records: [record({ value: Buffer.alloc(5_000) })] };
      await expect(refused.send([batch(topic, 'aborted'), tooLarge])).rejects.toMatchObject({
        code: 'KFW_TRANSACTION_FAILED',
      });
      await refused.abort();
      const next = await rig().transport.transactions.begin(id);
      await next.send([batch(topic, 'committed')]);
      await next.commit();
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length > 0);
      expect(seen.values()).toEqual(['committed']);
    });

    it('is fenced by a second one with its id', async () => {
      const topic = await rig().topic();
      const id = rig().name();
      const first = await rig().transport.transactions.begin(id);
      await first.send([batch(topic, 'fenced')]);
      const second = await rig().transport.transactions.begin(id);
      await second.send([batch(topic, 'kept')]);
      await expect(first.commit()).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FAILED' });
      await second.commit();
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length > 0);
      expect(seen.values()).toEqual(['kept']);
    });
  });
}
