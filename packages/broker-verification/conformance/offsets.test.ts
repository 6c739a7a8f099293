/** OffsetCommit and OffsetFetch on both brokers. */
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { soleMember, stableGroup } from './members.js';

const commit = (group: string | null, topic: string | null, fields: BodyTemplate = {}, request: BodyTemplate = {}) => ({
  group_id: group,
  ...request,
  topics: [{ name: topic, partitions: [{ index: 0, offset: 5, metadata: 'text', ...fields }] }],
});

/** The committed offsets, of some partitions and of all. */
async function fetched(
  pair: PairedConnection,
  group: string | null,
  topic: string,
  partitions: readonly number[] = [0],
): Promise<void> {
  await pair.askEach('OffsetFetch', { group_id: group, topics: [{ name: topic, partitions }] });
  for (const version of pair.caseLog.versionsOf('OffsetFetch').filter((each) => each >= 2)) {
    await pair.ask('OffsetFetch', version, { group_id: group, topics: null });
  }
}

differential('offsets', (compare) => {
  compare('a group without members, in every version', async (pair) => {
    const [topic, group] = [await newTopic(pair), pair.caseLog.name('group')];
    await fetched(pair, group, topic);
    await pair.askEach('OffsetCommit', (version) => commit(group, topic, { offset: version }));
    await fetched(pair, group, topic);
    await pair.askEach('DescribeGroups', { groups: [group] });
    await pair.askEach('ListGroups');
    await pair.ask('DeleteGroups', 1, { groups: [group] });
    await fetched(pair, group, topic);
  });

  compare('offsets, epochs, times and texts of every kind', async (pair) => {
    const [topic, group] = [await newTopic(pair), pair.caseLog.name('group')];
    const each: Readonly<Record<string, BodyTemplate>> = {
      'offset 0': { offset: 0 },
      'offset -1': { offset: -1 },
      'offset -2': { offset: -2 },
      'the largest offset': { offset: 2n ** 53n },
      'epoch 0': { leader_epoch: 0 },
      'epoch 7': { leader_epoch: 7 },
      'epoch -2': { leader_epoch: -2 },
      'no text': { metadata: null },
      'an empty text': { metadata: '' },
      'the longest text': { metadata: 'x'.repeat(4_096) },
      'a longer text': { metadata: 'x'.repeat(4_097) },
      'the longest text of more bytes': { metadata: 'ä'.repeat(4_096) },
    };
    for (const [what, fields] of Object.entries(each)) {
      pair.caseLog.note(what);
      await pair.askEach('OffsetCommit', commit(group, topic, fields));
      await fetched(pair, group, topic);
    }
    for (const retention_time_ms of [0, 1, -1, -2])
      await pair.ask('OffsetCommit', 4, commit(group, topic, {}, { retention_time_ms }));
    await fetched(pair, group, topic);
  });

  compare('resources that do not exist', async (pair) => {
    const [topic, group] = [await newTopic(pair), pair.caseLog.name('group')];
    for (const index of [1, -1, 2 ** 31 - 1]) await pair.askEach('OffsetCommit', commit(group, topic, { index }));
    for (const name of [pair.caseLog.name('unknown'), '', 'a b', 'x'.repeat(250), null]) {
      await pair.askEach('OffsetCommit', commit(group, name));
      await pair.askEach('OffsetFetch', { group_id: group, topics: [{ name, partitions: [0] }] });
    }
    await fetched(pair, group, topic, [0, 1, -1]);
    for (const name of [null, pair.caseLog.name('group').padEnd(32_767, 'x')]) {
      pair.caseLog.note(`group ${name?.slice(0, 10)}`);
      await pair.askEach('OffsetCommit', commit(name, topic));
      await fetched(pair, name, topic);
    }
  });

  compare('nothing, and null', async (pair) => {
    const [topic, group] = [await newTopic(pair), pair.caseLog.name('group')];
    await pair.askEach('OffsetCommit', { group_id: group, topics: [] });
    await pair.askEach('OffsetCommit', { group_id: group, topics: null });
    await pair.askEach('OffsetCommit', { group_id: group, topics: [{ name: topic, partitions: [] }] });
    await pair.askEach('OffsetCommit', { group_id: group, topics: [{ name: topic, partitions: null }] });
    await pair.askEach('OffsetFetch', { group_id: group, topics: [] });
    await pair.askEach('OffsetFetch', { group_id: group, topics: [{ name: topic, partitions: [] }] });
    await pair.askEach('OffsetFetch', { group_id: group, topics: [{ name: topic, partitions: null }] });
    await pair.ask('OffsetFetch', 1, { group_id: group, topics: null });
    await pair.askEach('DescribeGroups', { groups: [group] });
  });

  compare('several topics and partitions, and the same twice', async (pair) => {
    const [one, two] = [await newTopic(pair, { partitions: 3 }), await newTopic(pair)];
    const group = pair.caseLog.name('group');
    const partition = (index: number, offset: number) => ({ index, offset });
    const unknown = pair.caseLog.name('unknown');
    await pair.askEach('OffsetCommit', {
      group_id: group,
      topics: [
        { name: one, partitions: [partition(2, 5), partition(0, 6), partition(3, 7)] },
        { name: unknown, partitions: [partition(0, 1)] },
        { name: two, partitions: [partition(0, 8)] },
      ],
    });
    await fetched(pair, group, one, [0, 1, 2, 3]);
    await pair.askEach('OffsetFetch', {
      group_id: group,
      topics: [
        { name: two, partitions: [0] },
        { name: unknown, partitions: [0] },
        { name: one, partitions: [2, 0] },
      ],
    });
    await pair.ask('OffsetCommit', 7, {
      group_id: group,
      topics: [{ name: one, partitions: [partition(0, 1), partition(0, 2)] }],
    });
    const twice = [
      { name: one, partitions: [1] },
      { name: two, partitions: [0] },
      { name: one, partitions: [2] },
    ];
    await pair.ask('OffsetCommit', 7, {
      group_id: group,
      topics: twice.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((index) => partition(index, 9)),
      })),
    });
    pair.caseLog.note('named twice');
    await pair.ask('OffsetFetch', 5, { group_id: group, topics: [{ name: one, partitions: [0, 0, 1] }] });
    await pair.ask('OffsetFetch', 5, { group_id: group, topics: twice });
  });

  compare('a client that is not in the group', async (pair) => {
    const [topic, group] = [await newTopic(pair), pair.caseLog.name('group')];
    for (const state of ['Dead', 'CompletingRebalance', 'Stable']) {
      const known = state === 'Dead' ? undefined : await soleMember(pair, `${group}-${state}`);
      const name = `${group}-${state}`;
      if (known && state === 'Stable')
        await pair.ask('SyncGroup', 3, { ...known.body, assignments: [known.assigned('all')] });
      for (const member_id of [...(known ? [known.id] : []), '', 'nobody']) {
        for (const generation_id of [0, 1, 2, -1, -2]) {
          pair.caseLog.note(
            `${state}, generation ${generation_id}, member ${typeof member_id === 'string' ? member_id : 'known'}`,
          );
          await pair.askEach(
            'OffsetCommit',
            commit(name, topic, { offset: generation_id + 10 }, { member_id, generation_id }),
          );
        }
      }
      await fetched(pair, name, topic);
    }
  });

  compare('a group that has lost its members, and its topic', async (pair) => {
    const [topic, group] = [await newTopic(pair), pair.caseLog.name('group')];
    const member = await stableGroup(pair, group);
    await pair.ask('OffsetCommit', 7, commit(group, topic, {}, member.body));
    await member.leave();
    await pair.askEach('DescribeGroups', { groups: [group] });
    await pair.ask('OffsetCommit', 7, commit(group, topic, { offset: 6 }, member.body));
    await pair.ask('OffsetCommit', 7, commit(group, topic, { offset: 7 }));
    await fetched(pair, group, topic);
    await pair.ask('DeleteTopics', 3, { names: [topic] });
    await pair.eventually('OffsetFetch', 5, { group_id: group, topics: [{ name: topic, partitions: [0] }] });
    await pair.eventually('OffsetCommit', 7, commit(group, topic));
  });
});
