/**
 * Transaction markers, aborted messages and deleted ones count in messages, as for Kafka's tool, and not in seconds. Where
 * only messages of an open transaction are left, these count.
 */
import { expect } from '@jest/globals';
import { deleteRecords } from '../src/clusters/delete-records.js';
import { transportTo } from '../src/clusters/transport-to.js';
import { describeOffsets } from '../src/operating/consumer-group-command.js';
import { hoursOf, lagRows } from '../src/operating/lag-rows.js';
import { hoursAgo, sendDated } from '../src/operating/send-dated.js';
import { TransactionalSender } from '../src/operating/transactional-topic.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [101],
  'lag in seconds is the age of the oldest message that is not committed',
  async (world) => {
    const topic = await world.createTopic('payments');
    const group = world.name('readers');
    const { admin } = transportTo(world);
    /** A row at a committed offset, once the log ends where it should: the last marker may come after its response. */
    const lagAt = async (offset: number, end: number) => {
      await admin.setGroupOffsets(group, [{ topic, partition: 0, offset }]);
      await world.until(
        `the end ${end}`,
        async () => (await admin.offsetRanges([topic]))[0]?.high === end || undefined,
      );
      const [row] = await lagRows(world, group);
      if (row === undefined) throw new Error('the group has no row');
      return [row.lag, hoursOf(row)];
    };

    const sender = await TransactionalSender.open(world, 'payments');
    await sender.commit({ topic, partition: 0, messages: 2, timestampMs: hoursAgo(4) });
    await sender.abort({ topic, partition: 0, messages: 1, timestampMs: hoursAgo(3) });
    expect(await lagAt(1, 5)).toEqual([4, 4]);
    expect(await lagAt(2, 5)).toEqual([3, 0]);
    await sender.commit({ topic, partition: 0, messages: 1, timestampMs: hoursAgo(2) });
    expect(await lagAt(2, 7)).toEqual([5, 2]);
    expect(await lagAt(6, 7)).toEqual([1, 0]);
    expect(await lagAt(7, 7)).toEqual([0, 0]);

    const open = await sender.leaveOpen({ topic, partition: 0, messages: 2, timestampMs: hoursAgo(1) });
    expect(await lagAt(7, 9)).toEqual([2, 1]);
    expect(await lagAt(2, 9)).toEqual([7, 2]);
    await open.commit();
    expect(await lagAt(7, 10)).toEqual([3, 1]);
    const [described] = await describeOffsets(world, [group]);
    expect(described).toMatchObject({ committed: 7, end: 10, lag: 3 });

    const orders = await world.createTopic('orders');
    const deleted = world.name('deleted');
    await sendDated(world, orders, [[hoursAgo(3), hoursAgo(2), hoursAgo(1)]]);
    await admin.setGroupOffsets(deleted, [{ topic: orders, partition: 0, offset: 0 }]);
    const ages: (number | null)[] = [];
    for (const before of [0, 2, 3]) {
      if (before > 0) await deleteRecords(world, orders, before);
      for (const row of await lagRows(world, deleted)) ages.push(row.lag, hoursOf(row));
    }
    expect(ages).toEqual([3, 3, 3, 1, 3, 0]);
  },
  { timeoutMs: 120_000 },
);
