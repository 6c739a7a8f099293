/** Producer ids and transactions on both brokers: coordinators, fences, markers, and visibility. */
import { setTimeout as wait } from 'node:timers/promises';
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { makeBatch } from '../src/differential/record-batches.js';
import { fetchAll } from './asking.js';
import { soleMember, stableGroup } from './members.js';
import { begin, read } from './transactional-producer.js';

const unknownProducer = 99_999n;

/**
 * A group whose offsets lie in another partition of Kafka's internal topic than those of `added`: that is what Kafka adds
 * to a transaction, so that of one in the same partition it takes offsets too.
 */
function elsewhere(added: readonly string[], next: () => string): string {
  const sizes = [5, 50];
  for (;;) {
    const other = next();
    const isApart = (group: string) => sizes.every((size) => placeOf(other) % size !== placeOf(group) % size);
    if (added.every(isApart)) return other;
  }
}

/** The size of Java's hash of a string, of which Kafka takes the rest by the number of partitions (`Utils.abs`). */
function placeOf(text: string): number {
  const hash = [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 0);
  return hash === -(2 ** 31) ? 0 : Math.abs(hash);
}

async function committed(pair: PairedConnection, group: string, topic: string): Promise<void> {
  await pair.eventually('OffsetFetch', 5, { group_id: group, topics: [{ name: topic, partitions: [0] }] });
}

differential('transactions', (compare) => {
  compare('producer ids without transactions', async (pair) => {
    for (const transaction_timeout_ms of [0, -1, 60_000, 2 ** 31 - 1]) {
      await pair.askEach('InitProducerId', { transactional_id: null, transaction_timeout_ms });
    }
  });

  compare('beginning: names and timeouts', async (pair) => {
    await begin(pair);
    for (const transactional_id of ['', pair.caseLog.name('producer').padEnd(32_767, 'x')]) {
      pair.caseLog.note(transactional_id.slice(0, 10));
      await pair.askEach('InitProducerId', { transactional_id });
    }
    for (const transaction_timeout_ms of [0, -1, 1, 900_000, 900_001, 2 ** 31 - 1]) {
      pair.caseLog.note(`${transaction_timeout_ms} ms`);
      await pair.askEach('InitProducerId', { transactional_id: pair.caseLog.name('producer'), transaction_timeout_ms });
    }
  });

  compare('beginning again, with and without a producer id', async (pair) => {
    const producer = await begin(pair);
    for (const version of pair.caseLog.versionsOf('InitProducerId')) {
      await pair.ask('InitProducerId', version, { transactional_id: producer.name });
    }
    const last = pair.caseLog.versionsOf('InitProducerId').at(-1) ?? 0;
    if (last < 3) return;
    for (const version of [3, last]) {
      const now = await begin(pair);
      for (const [what, who] of Object.entries<BodyTemplate>({
        'as it is': now.who,
        'as it was': now.who,
        'a later epoch': now.as({ epoch: 9 }).who,
        'another id': now.as({ id: unknownProducer }).who,
        'half of it': { ...now.who, producer_epoch: -1 },
        'the other half': { ...now.who, producer_id: -1 },
        negative: { ...now.who, producer_id: -5, producer_epoch: -5 },
        'a stranger': { ...now.who, transactional_id: pair.caseLog.name('stranger') },
        'no transactional id': { ...now.who, transactional_id: null },
      })) {
        pair.caseLog.note(what);
        await pair.ask('InitProducerId', version, who);
      }
    }
  });

  compare('a transaction that is committed, and one that is aborted', async (pair) => {
    const topic = await newTopic(pair);
    const producer = await begin(pair);
    await producer.add(topic, 0);
    await producer.produce(topic, { values: ['a', 'b'] });
    await read(pair, topic);
    await producer.end(true);
    await read(pair, topic);
    await producer.add(topic, 0);
    await producer.produce(topic, { values: ['c'], baseSequence: 2 });
    await read(pair, topic);
    await producer.end(false);
    await read(pair, topic);
    for (const offset of [1, 2, 3, 4, 5, 6]) await read(pair, topic, offset);
    for (const version of pair.caseLog.versionsOf('Fetch')) {
      await pair.ask('Fetch', version, { isolation_level: 1, topics: [{ topic, partitions: [{ partition: 0 }] }] });
    }
    for (const timestamp of [-3, -4, -5, 1, 2n ** 62n]) {
      await pair.ask('ListOffsets', 5, {
        isolation_level: 1,
        topics: [{ name: topic, partitions: [{ index: 0, timestamp }] }],
      });
    }
  });

  compare('two transactions at once in one partition', async (pair) => {
    const topic = await newTopic(pair);
    const [one, two] = [await begin(pair), await begin(pair)];
    for (const producer of [one, two]) await producer.add(topic, 0);
    await one.produce(topic, { values: ['one'] });
    await two.produce(topic, { values: ['two'] });
    await pair.ask('Produce', 7, { topics: [{ name: topic, partitions: [{ index: 0, records: makeBatch() }] }] });
    await read(pair, topic);
    await two.end(false);
    await read(pair, topic);
    await one.end(true);
    await read(pair, topic);
    await read(pair, topic, 2);
  });

  compare('an end in every state', async (pair) => {
    const topic = await newTopic(pair);
    const producer = await begin(pair);
    for (const commit of [true, false]) await producer.end(commit);
    for (const first of [true, false]) {
      pair.caseLog.note(first ? 'after a commit' : 'after an abort');
      await producer.add(topic, 0);
      await producer.end(first);
      for (const commit of [first, !first]) await producer.end(commit);
    }
    pair.caseLog.note('of others');
    const others = [
      { name: pair.caseLog.name('nobody') },
      { name: '' },
      { name: null },
      { id: unknownProducer },
      { epoch: 7 },
      { epoch: -1 },
    ];
    for (const change of others) await producer.as(change).end(true);
    await read(pair, topic);
  });

  compare('partitions that may not be added', async (pair) => {
    const topic = await newTopic(pair, { partitions: 2 });
    const producer = await begin(pair);
    const changes = [
      { name: pair.caseLog.name('nobody') },
      { name: '' },
      { name: null },
      { id: unknownProducer },
      { id: -1n },
      { epoch: 7 },
      { epoch: -1 },
    ];
    for (const change of changes) {
      pair.caseLog.note(JSON.stringify(change, (_key, value) => String(value)));
      await producer.as(change).add(topic, 0);
    }
    pair.caseLog.note('');
    for (const partitions of [[2], [-1], [0, 5], []]) await producer.add(topic, ...partitions);
    for (const name of [pair.caseLog.name('unknown'), '', 'a b', 'x'.repeat(250), null]) await producer.add(name, 0);
    await pair.askEach('AddPartitionsToTxn', { ...producer.who, topics: [] });
    await pair.askEach('AddPartitionsToTxn', { ...producer.who, topics: null });
    await producer.end(true);
    pair.caseLog.note('named twice');
    await producer.add(topic, 0, 0, 1);
    await pair.ask('AddPartitionsToTxn', 1, {
      ...producer.who,
      topics: [
        { name: topic, partitions: [0] },
        { name: pair.caseLog.name('unknown'), partitions: [0] },
        { name: topic, partitions: [1] },
      ],
    });
    await producer.end(false);
    await fetchAll(pair, topic, 2);
  });

  compare('batches that do not belong to the transaction', async (pair) => {
    const topic = await newTopic(pair, { partitions: 3 });
    const producer = await begin(pair);
    pair.caseLog.note('nothing was added');
    await producer.produce(topic);
    pair.caseLog.note('of others');
    for (const change of [
      { name: pair.caseLog.name('nobody') },
      { name: '' },
      { name: null },
      { id: unknownProducer },
      { epoch: 7 },
    ]) {
      await producer.as(change).produce(topic);
    }
    await producer.add(topic, 0);
    pair.caseLog.note('another partition');
    await producer.produce(topic, {}, 1);
    pair.caseLog.note('in the transaction');
    await producer.produce(topic, { values: ['a'] });
    await producer.produce(topic, { values: ['a'] });
    await producer.produce(topic, { baseSequence: 5 });
    await producer.produce(topic, { baseSequence: 1, attributes: 0 });
    await producer.produce(topic, { producerId: -1n, producerEpoch: -1, baseSequence: -1 });
    await producer.produce(topic, { baseSequence: 1, attributes: 0x30 });
    await producer.end(true);
    await read(pair, topic);
    pair.caseLog.note('after the end');
    await producer.produce(topic, { baseSequence: 1 });
    await read(pair, topic);
    pair.caseLog.note('in the next one');
    await producer.add(topic, 0);
    await producer.produce(topic, { baseSequence: 2 });
    await producer.produce(topic, { baseSequence: 1 });
    await producer.produce(topic, { baseSequence: 0, values: ['a'] });
    await producer.end(false);
    await read(pair, topic);
  });

  compare('a fence: a producer that begins again ends the open transaction', async (pair) => {
    const topic = await newTopic(pair, { partitions: 2 });
    const group = pair.caseLog.name('group');
    const old = await begin(pair);
    await old.add(topic, 0);
    await old.produce(topic, { values: ['old'] });
    await old.addGroup(group);
    await old.commitOffset(group, topic, 5);
    const now = await begin(pair, old.name ?? '');
    await read(pair, topic);
    await committed(pair, group, topic);
    pair.caseLog.note('the old one');
    await old.add(topic, 0);
    await old.produce(topic, { baseSequence: 1 });
    await old.produce(topic, {}, 1);
    await old.addGroup(group);
    await old.commitOffset(group, topic, 6);
    for (const commit of [true, false]) await old.end(commit);
    pair.caseLog.note('the new one');
    await now.add(topic, 0);
    await now.produce(topic, { baseSequence: 4 });
    await now.produce(topic, { values: ['new'] });
    await now.end(true);
    await read(pair, topic);
  });

  compare('offsets in transactions', async (pair) => {
    const topic = await newTopic(pair);
    const group = pair.caseLog.name('group');
    const producer = await begin(pair);
    pair.caseLog.note('not added');
    await producer.commitOffset(group, topic, 5);
    for (const change of [
      { name: pair.caseLog.name('nobody') },
      { name: '' },
      { name: null },
      { id: unknownProducer },
      { epoch: 7 },
      { epoch: -1 },
    ]) {
      pair.caseLog.note(JSON.stringify(change, (_key, value) => String(value)));
      await producer.as(change).addGroup(group);
      await producer.as(change).commitOffset(group, topic, 5);
    }
    pair.caseLog.note('invalid groups');
    for (const none of ['', null]) {
      await producer.addGroup(none);
      await producer.commitOffset(none, topic, 5);
    }
    pair.caseLog.note('open');
    await producer.addGroup(group);
    await producer.commitOffset(group, topic, 5);
    await producer.commitOffset(group, topic, 6, { index: 7 });
    await producer.commitOffset(group, pair.caseLog.name('unknown'), 6);
    await producer.commitOffset(group, topic, 6, { metadata: 'x'.repeat(4_097) });
    await producer.commitOffset(group, topic, -2);
    await producer.commitOffset(group, topic, 7, { leader_epoch: 3, metadata: null });
    await pair.askEach('TxnOffsetCommit', { ...producer.who, group_id: group, topics: [] });
    await pair.askEach('TxnOffsetCommit', { ...producer.who, group_id: group, topics: null });
    await producer.commitOffset(
      // The one without a name was added before: to Kafka that is a name, too.
      elsewhere([group, ''], () => pair.caseLog.name('other')),
      topic,
      5,
    );
    await committed(pair, group, topic);
    await pair.askEach('DescribeGroups', { groups: [group] });
    await pair.askEach('DeleteGroups', { groups: [group] });
    await pair.ask('OffsetFetch', pair.caseLog.versionsOf('OffsetFetch').at(-1) ?? 5, {
      group_id: group,
      topics: [{ name: topic, partitions: [0] }],
      require_stable: true,
    });
    await producer.end(false);
    await committed(pair, group, topic);
    pair.caseLog.note('committed');
    await producer.addGroup(group);
    await producer.commitOffset(group, topic, 8);
    await pair.ask('OffsetCommit', 7, {
      group_id: group,
      topics: [{ name: topic, partitions: [{ index: 0, offset: 9 }] }],
    });
    await committed(pair, group, topic);
    await producer.end(true);
    await committed(pair, group, topic);
  });

  compare('offsets of members, of strangers and without a member', async (pair) => {
    const topic = await newTopic(pair);
    const producer = await begin(pair);
    const version = pair.caseLog.versionsOf('TxnOffsetCommit').at(-1) ?? 3;
    for (const state of ['Dead', 'CompletingRebalance', 'Stable']) {
      const group = `${pair.caseLog.name('group')}-${state}`;
      const member =
        state === 'Stable'
          ? await stableGroup(pair, group)
          : state === 'Dead'
            ? undefined
            : await soleMember(pair, group);
      await producer.addGroup(group);
      for (const member_id of [...(member ? [member.id] : []), '', 'nobody']) {
        for (const generation_id of [1, 2, 0, -1]) {
          for (const group_instance_id of [null, 'instance']) {
            pair.caseLog.note(
              `${state}, ${typeof member_id === 'string' ? member_id : 'known'}, ${generation_id}, ${group_instance_id}`,
            );
            await pair.ask('TxnOffsetCommit', version, {
              ...producer.who,
              ...{ group_id: group, member_id, generation_id, group_instance_id },
              topics: [{ name: topic, partitions: [{ index: 0, offset: 5, metadata: '' }] }],
            });
          }
        }
      }
      await producer.end(true);
      await committed(pair, group, topic);
    }
  });

  compare('every request in every version', async (pair) => {
    const topic = await newTopic(pair);
    const group = pair.caseLog.name('group');
    const producer = await begin(pair);
    await pair.askEach('AddPartitionsToTxn', { ...producer.who, topics: [{ name: topic, partitions: [0] }] });
    await pair.askEach('AddOffsetsToTxn', { ...producer.who, group_id: group });
    await pair.askEach('TxnOffsetCommit', {
      ...producer.who,
      group_id: group,
      topics: [{ name: topic, partitions: [{ index: 0, offset: 5, metadata: '' }] }],
    });
    await pair.askEach('EndTxn', { ...producer.who, committed: true });
  });

  compare('a transaction that takes longer than it may', async (pair) => {
    const topic = await newTopic(pair);
    const producer = await begin(pair, pair.caseLog.name('slow'), 500);
    await producer.add(topic, 0);
    await producer.produce(topic);
    await wait(500);
    await pair.until(
      'ListOffsets',
      5,
      { isolation_level: 1, topics: [{ name: topic, partitions: [{ index: 0, timestamp: -1 }] }] },
      (text) => text.includes('"offset":2'),
    );
    await producer.produce(topic, { baseSequence: 1 });
    await producer.add(topic, 0);
    await producer.end(true);
    await read(pair, topic);
    await begin(pair, producer.name ?? '');
  });
});
