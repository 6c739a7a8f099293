import { describe, expect, it } from '@jest/globals';
import { executeMove, planMove } from '../../src/positions/plan-move.js';
import type { Position } from '../../src/positions/position.js';
import { type FakeGroup, FakeGroups, type FakePartition, member } from './fake-groups.js';

/** A message every ten milliseconds, from 1000 on. */
const messages = (count: number, low = 0): FakePartition => ({
  low,
  times: Array.from({ length: count }, (_, at) => 1_000 + at * 10),
});

const orders = { orders: [messages(10), messages(5, 100), messages(0, 7)] };
const shop: FakeGroup = { committed: { orders: [4, 102, null] } };

const cluster = (groups: Readonly<Record<string, FakeGroup>> = { shop }, topics = orders) =>
  new FakeGroups(topics, groups);
const to = (position: Position) => ({ kind: 'position' as const, position });
const earliest = to({ kind: 'earliest' });
const coded = (code: string, message: RegExp | string) => ({
  code,
  message: typeof message === 'string' ? message : expect.stringMatching(message),
});

async function planned(position: Position, groups?: Readonly<Record<string, FakeGroup>>) {
  const { moves } = await planMove(cluster(groups), {
    group: 'shop',
    topics: [{ topic: 'orders' }],
    to: to(position),
  });
  return moves.map(({ from, to: target, messages: count, remark }) => [
    from,
    target,
    count,
    ...(remark ? [remark] : []),
  ]);
}

describe('the plan of a move', () => {
  it('counts what comes again and, negative, what is skipped', async () => {
    expect(await planned({ kind: 'earliest' })).toEqual([
      [4, 0, 4],
      [102, 100, 2],
      [null, 7, 0],
    ]);
    expect(await planned({ kind: 'latest' })).toEqual([
      [4, 10, -6],
      [102, 105, -3],
      [null, 7, 0],
    ]);
  });

  it('counts only what there is, where the committed offset is outside', async () => {
    const outside = { shop: { committed: { orders: [40, 3, null] } } };
    expect(await planned({ kind: 'earliest' }, outside)).toEqual([
      [40, 0, 10],
      [3, 100, 0],
      [null, 7, 0],
    ]);
  });

  it('finds the first message since a time, and remarks where there is none or it may have been deleted', async () => {
    expect(await planned({ kind: 'time', timestampMs: 1_055 })).toEqual([
      [4, 6, -2],
      [102, 105, -3, 'noLaterMessage'],
      [null, 7, 0, 'noLaterMessage'],
    ]);
    expect(await planned({ kind: 'time', timestampMs: 10 })).toEqual([
      [4, 0, 4],
      [102, 100, 2, 'olderDeleted'],
      [null, 7, 0, 'noLaterMessage'],
    ]);
  });

  it('counts from what is committed, within what there is, and leaves the rest', async () => {
    const request = { group: 'shop', topics: [{ topic: 'orders' }] };
    const back = await planMove(cluster(), { ...request, to: to({ kind: 'shift', by: -3 }) });
    expect(back.moves).toEqual([
      { topic: 'orders', partition: 0, from: 4, to: 1, messages: 3 },
      { topic: 'orders', partition: 1, from: 102, to: 100, messages: 2, remark: 'limitedToFirst' },
    ]);
    expect(back.unmoved).toEqual([{ topic: 'orders', partition: 2, reason: 'nothingCommitted' }]);
    const forth = await planMove(cluster(), { ...request, to: to({ kind: 'shift', by: 5 }) });
    expect(forth.moves.map(({ to: target, remark }) => [target, remark])).toEqual([
      [9, undefined],
      [105, 'limitedToEnd'],
    ]);
  });

  it('is about the selected partitions, or about every topic that the group has committed for', async () => {
    const topics = { ...orders, users: [messages(3)], other: [messages(3)] };
    const committed = { orders: [4, null, null], users: [1], gone: [5] };
    const admin = cluster({ shop: { committed } }, topics);
    const some = await planMove(admin, {
      group: 'shop',
      topics: [{ topic: 'orders', partitions: [2, 0] }],
      to: earliest,
    });
    expect(some.moves.map(({ topic, partition }) => `${topic}/${partition}`)).toEqual(['orders/0', 'orders/2']);
    const all = await planMove(admin, { group: 'shop', to: earliest });
    expect(all.moves.map(({ topic, partition }) => `${topic}/${partition}`)).toEqual([
      'orders/0',
      'orders/1',
      'orders/2',
      'users/0',
    ]);
    expect(all.unmoved).toEqual([{ topic: 'gone', partition: 0, reason: 'topicDeleted' }]);
  });

  it('says how a time is written, where the offset looks like one', async () => {
    for (const offset of [1_796_060_400, 1_796_060_400_000]) {
      await expect(planned({ kind: 'offset', offset })).rejects.toMatchObject(
        coded('KFW_OFFSET_OUT_OF_RANGE', /\nIf 17.* is a time: it is written @1796060400000, .*$/),
      );
    }
    await expect(planned({ kind: 'offset', offset: 500_000_000 })).rejects.toThrow(/not 500000000$/);
  });

  it('says which offsets there are, of every partition without the given one', async () => {
    await expect(planned({ kind: 'offset', offset: 8 })).rejects.toMatchObject(
      coded(
        'KFW_OFFSET_OUT_OF_RANGE',
        'there is no such offset. There are:\n  - orders[1]: 100 to 105, not 8\n  - orders[2]: no messages, its end is 7, not 8',
      ),
    );
    const only = { group: 'shop', topics: [{ topic: 'orders', partitions: [0] }] };
    const { moves } = await planMove(cluster(), { ...only, to: to({ kind: 'offset', offset: 10 }) });
    expect(moves).toEqual([{ topic: 'orders', partition: 0, from: 4, to: 10, messages: -6 }]);
  });

  it('says what there is, when no message is as late as the time', async () => {
    await expect(planned({ kind: 'time', timestampMs: 5_000 })).rejects.toMatchObject(
      coded(
        'KFW_TIME_OUT_OF_RANGE',
        /^no message is as late as 1970-01-01T00:00:05.000Z; the newest is of 1970-01-01T00:00:01.090Z\. .*\n {2}- orders\[0\]: 0 to 10\n/,
      ),
    );
  });

  it('moves nothing to a time where there are no messages at all', async () => {
    const empty = { group: 'shop', topics: [{ topic: 'orders', partitions: [2] }] };
    await expect(planMove(cluster(), { ...empty, to: to({ kind: 'time', timestampMs: 1_000 }) })).rejects.toMatchObject(
      coded(
        'KFW_TIME_OUT_OF_RANGE',
        'no message is as late as 1970-01-01T00:00:01.000Z. `latest` is the end. There are:\n  - orders[2]: no messages, its end is 7',
      ),
    );
  });

  it('says which topics and partitions there are', async () => {
    const move = (topic: string, partitions?: number[]) =>
      planMove(cluster(), { group: 'shop', topics: [{ topic, ...(partitions && { partitions }) }], to: earliest });
    await expect(move('order')).rejects.toMatchObject(coded('KFW_TOPIC_NOT_FOUND', /Did you mean "orders"/));
    await expect(move('orders', [1, 3, 9])).rejects.toMatchObject(
      coded('KFW_PARTITION_NOT_FOUND', 'the topic "orders" has no partitions 3, 9; it has the partitions 0–2.'),
    );
  });
});

describe('the group of a move', () => {
  const request = { group: 'shop', topics: [{ topic: 'orders' }], to: earliest };

  it('has no members: each is named', async () => {
    const members = [member('shop-1'), { ...member('shop-2', '/10.0.0.8'), instanceId: 'two' }];
    await expect(planMove(cluster({ shop: { ...shop, members } }), request)).rejects.toMatchObject(
      coded(
        'KFW_GROUP_HAS_MEMBERS',
        /members \(Stable\).*\n {2}- shop-1 on 10\.0\.0\.7 \(shop-1-1f0a\)\n {2}- shop-2 on 10\.0\.0\.8 \(two\)$/,
      ),
    );
    const joining = { ...shop, state: 'PreparingRebalance' };
    await expect(planMove(cluster({ shop: joining }), request)).rejects.toMatchObject(
      coded('KFW_GROUP_HAS_MEMBERS', /PreparingRebalance.*they are joining now/),
    );
  });

  it('may be new, if its topics are named and no other is called alike', async () => {
    const other = { billing: shop };
    expect(await planMove(cluster(other), request)).toMatchObject({ isNew: true, moves: [{ from: null }, {}, {}] });
    const wholly = { group: 'shop', to: earliest };
    await expect(planMove(cluster(other), wholly)).rejects.toMatchObject(coded('KFW_GROUP_NOT_FOUND', /"shop"/));
    const similar = cluster({ shops: shop });
    await expect(planMove(similar, request)).rejects.toMatchObject(
      coded('KFW_GROUP_NOT_FOUND', /Did you mean "shops".*--new-group/),
    );
    const ofAnApp = cluster({ web_shop: shop });
    await expect(planMove(ofAnApp, request)).rejects.toMatchObject(
      coded('KFW_GROUP_NOT_FOUND', /Did you mean "web_shop".*--new-group/),
    );
    expect(await planMove(ofAnApp, { ...request, newGroup: 'allow' })).toMatchObject({ isNew: true });
    expect(await planMove(similar, { ...request, newGroup: 'allow' })).toMatchObject({ isNew: true });
    expect(await planMove(similar, { ...request, knownGroups: ['shop'] })).toMatchObject({ isNew: true });
    await expect(planMove(cluster(other), { ...request, knownGroups: ['shopp'] })).rejects.toMatchObject(
      coded('KFW_GROUP_NOT_FOUND', /Did you mean "shopp"/),
    );
  });

  it('takes the offsets of another group, also as a new group', async () => {
    const plan = await planMove(cluster({ shop: { committed: { orders: [4, 3, null] } } }), {
      group: 'shop-2',
      to: { kind: 'group', group: 'shop' },
    });
    expect(plan).toEqual({
      group: 'shop-2',
      isNew: true,
      moves: [
        { topic: 'orders', partition: 0, from: null, to: 4, messages: 0 },
        { topic: 'orders', partition: 1, from: null, to: 100, messages: 0, remark: 'limitedToFirst' },
      ],
      unmoved: [],
    });
    const missing = { group: 'shop', to: { kind: 'group' as const, group: 'sop' } };
    await expect(planMove(cluster(), missing)).rejects.toMatchObject(coded('KFW_GROUP_NOT_FOUND', /mean "shop"/));
  });

  it('takes offsets that were kept, of the selected partitions', async () => {
    const offsets = [
      { topic: 'orders', partition: 0, offset: 9 },
      { topic: 'orders', partition: 1, offset: 101 },
    ];
    const kept = { group: 'shop', to: { kind: 'offsets' as const, offsets } };
    expect((await planMove(cluster(), kept)).moves.map(({ to: target }) => target)).toEqual([9, 101]);
    const one = { ...kept, topics: [{ topic: 'orders', partitions: [1] }] };
    expect((await planMove(cluster(), one)).moves.map(({ to: target }) => target)).toEqual([101]);
    const outside = { ...kept, to: { ...kept.to, offsets: [{ topic: 'orders', partition: 0, offset: 11 }] } };
    await expect(planMove(cluster(), outside)).rejects.toMatchObject(
      coded('KFW_OFFSET_OUT_OF_RANGE', /0 to 10, not 11/),
    );
    const unknown = { ...kept, to: { ...kept.to, offsets: [{ topic: 'orders', partition: 5, offset: 1 }] } };
    await expect(planMove(cluster(), unknown)).rejects.toMatchObject(coded('KFW_PARTITION_NOT_FOUND', /partition 5/));
  });

  it('has committed something, if the place depends on it', async () => {
    const nothing = cluster({ shop: {} });
    const shift = { ...request, to: to({ kind: 'shift', by: -1 }) };
    await expect(planMove(nothing, shift)).rejects.toMatchObject(coded('KFW_NOTHING_TO_MOVE', /"shop"/));
    await expect(planMove(nothing, { group: 'shop', to: earliest })).rejects.toMatchObject(
      coded('KFW_NOTHING_TO_MOVE', /"shop"/),
    );
  });
});

it('a plan is executed as one change', async () => {
  const admin = cluster();
  const plan = await planMove(admin, {
    group: 'shop',
    topics: [{ topic: 'orders', partitions: [0, 1] }],
    to: earliest,
  });
  expect(admin.set).toEqual([]);
  await executeMove(admin, plan);
  expect(admin.set).toEqual([
    {
      group: 'shop',
      offsets: [
        { topic: 'orders', partition: 0, offset: 0 },
        { topic: 'orders', partition: 1, offset: 100 },
      ],
    },
  ]);
});
