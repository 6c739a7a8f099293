/** The conformance cases of every transport's transactions, as a member that reads committed records sees them. */
import { describe, expect, it } from '@jest/globals';
import type { ConsumedOffsets, Transport } from '@kfw/core';
import { eventually } from '@kfw/test-cluster';
import type { RecordingHandlers } from './recording-handlers.js';
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
      // Markers are written after the response to the commit, and no event reports when the group's has been.
      const found = await eventually(
        'the offset that was committed',
        async () => (await admin.groupOffsets(group, [topic])).find(({ offset }) => offset !== null),
        { deadlineMs: 30_000, everyMs: 25 },
      );
      expect(found).toEqual({ topic, partition: 0, offset: 5 });
    });

    it('loses nothing that follows a batch of which a part was rejected', async () => {
      const topic = await rig().topic();
      const small = await rig().topic(1, { 'max.message.bytes': '1000' });
      const id = rig().name();
      const refused = await rig().transport.transactions.begin(id);
      const tooLarge = { topic: small, partition: 0, records: [record({ value: Buffer.alloc(5_000) })] };
      await expect(refused.send([batch(topic, 'aborted'), tooLarge])).rejects.toMatchObject({
        code: 'KFW_TRANSACTION_REFUSED',
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
      await expect(first.commit()).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FENCED' });
      await second.commit();
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length > 0);
      expect(seen.values()).toEqual(['kept']);
    });
  });

  describe('a transactional id that is taken over', () => {
    it('ends the open transaction of an earlier holder, which can commit nothing more', async () => {
      const topic = await rig().topic();
      const [group, id] = [rig().name(), rig().name()];
      await usingAnother(async ({ transactions: earlier }) => {
        const { transactions: later } = rig().transport;
        const open = await earlier.begin(id);
        await open.send([batch(topic, 'left open')]);
        await open.sendOffsets({ group, offsets: [{ topic, partition: 0, offset: 3 }] });
        await later.fence(id);
        expect(await later.committedOffsets(group, [{ topic, partition: 0 }])).toMatchObject([{ offset: null }]);
        await expect(open.commit()).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FENCED' });
        const next = await later.begin(id);
        await next.send([batch(topic, 'kept')]);
        await next.commit();
        expect(await committed(topic, 1)).toEqual(['kept']);
      });
    });

    it('shows what an earlier holder has committed as soon as it is taken', async () => {
      const topic = await rig().topic();
      const [group, id] = [rig().name(), rig().name()];
      await usingAnother(async ({ transactions: earlier }) => {
        const { transactions: later } = rig().transport;
        for (const offset of [5, 6, 7]) {
          const transaction = await earlier.begin(id);
          await transaction.send([batch(topic, 'a')]);
          await transaction.sendOffsets({
            group,
            offsets: [{ topic, partition: 0, offset, metadata: `of ${offset}` }],
          });
          await transaction.commit();
          await later.fence(id);
          expect(await later.committedOffsets(group, [{ topic, partition: 0 }])).toEqual([
            { topic, partition: 0, offset, metadata: `of ${offset}` },
          ]);
          await earlier.fence(id);
        }
      });
    });

    it('and is taken back, begins nothing for its earlier holder, which has to take it again', async () => {
      const topic = await rig().topic();
      const id = rig().name();
      const { transactions } = rig().transport;
      await usingAnother(async ({ transactions: other }) => {
        await transactions.fence(id);
        await other.fence(id);
        const lost = await transactions.begin(id);
        await expect(lost.send([batch(topic, 'lost')])).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FENCED' });
        await expect(transactions.begin(id)).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FENCED' });
        await transactions.fence(id);
        const next = await transactions.begin(id);
        await next.send([batch(topic, 'kept')]);
        await next.commit();
        expect(await committed(topic, 1)).toEqual(['kept']);
      });
    });
  });

  describe('offsets of a member in a transaction', () => {
    const nobody = { memberId: '', generation: -1 };
    const lastMember = ({ joins }: RecordingHandlers): NonNullable<ConsumedOffsets['member']> => {
      const joined = joins.at(-1);
      if (joined === undefined) throw new Error('it has joined');
      return { memberId: joined.memberId, generation: joined.groupGeneration };
    };

    /** The error of offsets that are sent in the name of `member`. */
    async function fateOf(group: string, topic: string, member: ConsumedOffsets['member']) {
      const transaction = await rig().transport.transactions.begin(rig().name());
      const offsets = [{ topic, partition: 0, offset: 1 }];
      try {
        await transaction.sendOffsets({ group, offsets, ...(member && { member }) });
        return 'taken';
      } catch (thrown) {
        return thrown;
      } finally {
        await transaction.abort();
      }
    }
    const fenced = (type: string) => ({ code: 'KFW_TRANSACTION_FENCED', cause: { type } });

    it('are accepted in the last generation only, and from members only, or without a member', async () => {
      const topic = await rig().topic(2);
      const group = rig().name();
      const { seen } = await rig().member(group, topic);
      await seen.until(() => seen.assigned.length === 2);
      const first = lastMember(seen);
      expect(await fateOf(group, topic, first)).toBe('taken');
      expect(await fateOf(group, topic, nobody)).toBe('taken');
      expect(await fateOf(group, topic, undefined)).toBe('taken');
      const stranger = { ...first, memberId: 'a stranger' };
      expect(await fateOf(group, topic, stranger)).toMatchObject(fenced('UNKNOWN_MEMBER_ID'));
      const withoutGeneration = { ...first, generation: -1 };
      expect(await fateOf(group, topic, withoutGeneration)).toMatchObject(fenced('ILLEGAL_GENERATION'));
      const { seen: others } = await rig().member(group, topic);
      await others.until(() => others.assigned.length === 1);
      await seen.until(() => seen.joins.length > 1);
      expect(await fateOf(group, topic, first)).toMatchObject(fenced('ILLEGAL_GENERATION'));
      expect(await fateOf(group, topic, lastMember(seen))).toBe('taken');
      // Its first join: the generation counts changes of the group, not joins of a member.
      expect(others.joins).toHaveLength(1);
      expect(await fateOf(group, topic, lastMember(others))).toBe('taken');
    });

    it('are accepted while the group rebalances, until it has completed', async () => {
      const topic = await rig().topic(2);
      const group = rig().name();
      const fates: unknown[] = [];
      const { seen } = await rig().member(group, topic, {
        rebalancing: async () => void fates.push(await fateOf(group, topic, lastMember(seen))),
      });
      await seen.until(() => seen.assigned.length === 2);
      const { seen: others } = await rig().member(group, topic);
      await others.until(() => others.assigned.length === 1);
      expect(fates).toEqual(['taken']);
    });

    it('of a group that has no members any more, or never had, are accepted without a member only', async () => {
      const topic = await rig().topic();
      const [group, unheardOf] = [rig().name(), rig().name()];
      const { seen, source } = await rig().member(group, topic);
      await seen.until(() => seen.assigned.length === 1);
      const gone = lastMember(seen);
      await source.stop();
      expect(await fateOf(group, topic, gone)).toMatchObject(fenced('UNKNOWN_MEMBER_ID'));
      expect(await fateOf(group, topic, { ...gone, generation: -1 })).toBe('taken');
      expect(await fateOf(unheardOf, topic, gone)).toMatchObject(fenced('ILLEGAL_GENERATION'));
      expect(await fateOf(unheardOf, topic, nobody)).toBe('taken');
    });
  });

  /** A second transport, as another process has it. */
  async function usingAnother(work: (other: Transport) => Promise<void>): Promise<void> {
    const other = makeTransport();
    try {
      await work(other);
    } finally {
      await other.disconnect();
    }
  }

  /** The records that a reader of committed records gets, once it has `count` of them and those after them. */
  async function committed(topic: string, count: number): Promise<(string | undefined)[]> {
    await rig().send(topic, 0, 'last');
    const { seen } = await rig().member(rig().name(), topic);
    await seen.until(() => seen.values().includes('last'));
    expect(seen.values()).toHaveLength(count + 1);
    return seen.values().slice(0, -1);
  }
}
