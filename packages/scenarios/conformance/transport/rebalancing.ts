/** The conformance cases of two members: partitions move between them, and one leaves. */
import { describe, expect, it } from '@jest/globals';
import { RecordingHandlers } from './recording-handlers.js';
import { type MakeTransport, useRig } from './rig.js';

/** Blocks the process, heartbeats and all, like a long garbage collection or a suspended laptop. */
function standStill(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}

export function rebalancingConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);

  describe('a member that joins', () => {
    it('gets its share, and each move is reported once to each side', async () => {
      const topic = await rig().topic(4);
      const group = rig().name();
      const first = await rig().member(group, topic);
      expect(first.seen.held()).toEqual([0, 1, 2, 3]);
      const second = await rig().member(group, topic);
      await first.seen.until(() => first.seen.held().length === 2);
      expect([...first.seen.held(), ...second.seen.held()].sort()).toEqual([0, 1, 2, 3]);
      expect(first.seen.assigned).toHaveLength(4);
      expect(first.seen.revoked).toHaveLength(2);
      expect(second.seen.assigned).toHaveLength(2);
      expect(second.seen.revoked).toEqual([]);
    });

    it('gets partitions of its own topics only, when members subscribe to different ones', async () => {
      const group = rig().name();
      const [ours, theirs] = [await rig().topic(2), await rig().topic(2)];
      const first = await rig().member(group, ours);
      const second = await rig().member(group, theirs);
      for (const partition of [0, 1]) {
        await rig().send(ours, partition, `ours ${partition}`);
        await rig().send(theirs, partition, `theirs ${partition}`);
      }
      await first.seen.until(() => first.seen.records().length === 2);
      await second.seen.until(() => second.seen.records().length === 2);
      expect(first.seen.values().sort()).toEqual(['ours 0', 'ours 1']);
      expect(second.seen.values().sort()).toEqual(['theirs 0', 'theirs 1']);
    });

    it('waits until the others have finished and committed their work', async () => {
      const topic = await rig().topic(2);
      const group = rig().name();
      await rig().send(topic, 0, 'a', 'b');
      await rig().send(topic, 1, 'c', 'd');
      const finished = Promise.withResolvers<void>();
      const first = await rig().member(group, topic, {
        async rebalancing() {
          await finished.promise;
          const generation = first.seen.generationOf(0);
          const offsets = [0, 1].map((partition) => ({ topic, partition, offset: 2, generation }));
          expect(await first.source.commit(offsets)).toEqual({ stale: [] });
        },
      });
      await first.seen.until(() => first.seen.records().length === 4);
      const joining = rig().member(group, topic);
      await first.seen.until(() => first.seen.rebalances === 1);
      expect(first.seen.revoked).toEqual([]);
      finished.resolve();
      const second = await joining;
      await first.seen.until(() => first.seen.held().length === 1);
      await rig().send(topic, 0, 'e');
      await rig().send(topic, 1, 'f');
      await second.seen.until(() => second.seen.records().length > 0);
      await first.seen.until(() => first.seen.records().length > 4);
      const later = [...first.seen.values().slice(4), ...second.seen.values()];
      expect(later.sort()).toEqual(['e', 'f']);
    });

    it('does not wait for them beyond their deadline', async () => {
      const topic = await rig().topic(2);
      const group = rig().name();
      const never = new Promise<void>(() => {});
      const first = await rig().member(group, topic, { rebalancing: () => never }, { rebalanceTimeoutMs: 1_500 });
      const second = await rig().member(group, topic);
      await first.seen.until(() => first.seen.held().length === 1);
      expect(second.seen.held()).toHaveLength(1);
    });
  });

  describe('a partition that stays', () => {
    it('keeps its generation and continues after the delivered records, though nothing was committed', async () => {
      const topic = await rig().topic(2);
      const group = rig().name();
      const first = await rig().member(group, topic);
      await rig().send(topic, 0, 'a', 'b');
      await rig().send(topic, 1, 'c', 'd');
      await first.seen.until(() => first.seen.records().length === 4);
      const generations = [0, 1].map((partition) => first.seen.generationOf(partition));
      await rig().member(group, topic);
      await first.seen.until(() => first.seen.held().length === 1);
      const kept = first.seen.held()[0] ?? -1;
      const before = first.seen.values(kept);
      await rig().send(topic, kept, 'next');
      await first.seen.until(() => first.seen.values(kept).includes('next'));
      expect(first.seen.values(kept)).toEqual([...before, 'next']);
      expect(first.seen.generationOf(kept)).toBe(generations[kept]);
      const commit = { topic, partition: kept, offset: 3, generation: generations[kept] ?? -1 };
      expect(await first.source.commit([commit])).toEqual({ stale: [] });
    });

    it('stays paused', async () => {
      const topic = await rig().topic(4);
      const group = rig().name();
      const first = await rig().member(group, topic);
      first.source.pause([0, 1, 2, 3].map((partition) => ({ topic, partition })));
      await rig().member(group, topic);
      await first.seen.until(() => first.seen.held().length === 2);
      const [paused = -1, resumed = -1] = first.seen.held();
      await rig().send(topic, paused, 'held back');
      await rig().send(topic, resumed, 'goes on');
      first.source.resume([{ topic, partition: resumed }]);
      await first.seen.until(() => first.seen.records().length > 0);
      expect(first.seen.values()).toEqual(['goes on']);
      first.source.resume([{ topic, partition: paused }]);
      await first.seen.until(() => first.seen.records().length > 1);
      expect(first.seen.values()).toEqual(['goes on', 'held back']);
    });
  });

  describe('a partition that is lost', () => {
    it('accepts no commits from the member that lost it', async () => {
      const topic = await rig().topic(2);
      const group = rig().name();
      const first = await rig().member(group, topic);
      const generation = first.seen.generationOf(0);
      const second = await rig().member(group, topic);
      await first.seen.until(() => first.seen.held().length === 1);
      const partition = second.seen.held()[0] ?? -1;
      const late = { topic, partition, offset: 1, generation };
      expect(await first.source.commit([late])).toEqual({ stale: [late] });
    });
  });

  describe('a member that the group has expelled', () => {
    it('is notified that it lost everything, rejoins, and gets uncommitted messages again', async () => {
      const topic = await rig().topic();
      const group = rig().name();
      await rig().send(topic, 0, 'a', 'b');
      const sessionTimeoutMs = 1_500;
      const first = await rig().member(group, topic, {}, { sessionTimeoutMs });
      await first.seen.until(() => first.seen.records().length === 2);
      const generation = first.seen.generationOf(0);
      await first.source.commit([{ topic, partition: 0, offset: 1, generation }]);
      standStill(2 * sessionTimeoutMs);
      await first.seen.until(() => first.seen.joins.length === 2);
      expect(first.seen.revoked).toEqual([{ topic, partition: 0, lost: true }]);
      await first.seen.until(() => first.seen.records().length > 2);
      expect(first.seen.values()).toEqual(['a', 'b', 'b']);
      const late = { topic, partition: 0, offset: 2, generation };
      expect(await first.source.commit([late])).toEqual({ stale: [late] });
      expect(first.seen.crashes).toEqual([]);
    });
  });

  describe('a member that stops', () => {
    it('revokes its partitions while its commits are still accepted, and they go to the others', async () => {
      const topic = await rig().topic(2);
      const group = rig().name();
      await rig().send(topic, 0, 'a');
      await rig().send(topic, 1, 'b');
      const first = await rig().member(group, topic, {
        async revoked({ lost, partitions }) {
          expect(lost).toBe(false);
          const generation = first.seen.generationOf(0);
          await first.source.commit(partitions.map((entry) => ({ ...entry, offset: 1, generation })));
        },
      });
      await first.seen.until(() => first.seen.records().length === 2);
      await first.source.stop();
      expect(first.seen.held()).toEqual([]);
      expect(await rig().transport.admin.groupOffsets(group, [topic])).toEqual([
        { topic, partition: 0, offset: 1 },
        { topic, partition: 1, offset: 1 },
      ]);
      const second = await rig().member(group, topic);
      expect(second.seen.held()).toEqual([0, 1]);
    });

    it('delivers nothing afterwards', async () => {
      const topic = await rig().topic();
      const group = rig().name();
      const first = await rig().member(group, topic);
      await first.source.stop();
      await rig().send(topic, 0, 'after');
      const second = await rig().member(group, topic);
      await second.seen.until(() => second.seen.records().length === 1);
      expect(first.seen.records()).toEqual([]);
      expect(first.seen.crashes).toEqual([]);
    });

    it('stops while it is joining', async () => {
      const topic = await rig().topic();
      const source = rig().source(rig().name(), [{ topic, startFrom: 'earliest' }]);
      const seen = new RecordingHandlers();
      const starting = source.start(seen);
      await source.stop();
      await expect(starting).rejects.toMatchObject({ code: 'KFW_SOURCE_STOPPED' });
      expect(seen.held()).toEqual([]);
    });
  });
}
