/** CreateTopics, DeleteTopics and CreatePartitions on both brokers. */
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';

/** Checked and not created, in the versions that can: then the same may be asked of each. */
async function validate(pair: PairedConnection, topic: BodyTemplate): Promise<void> {
  const body = { topics: [{ name: pair.caseLog.name('new'), num_partitions: 1, replication_factor: 1, ...topic }] };
  await pair.askEach('CreateTopics', { ...body, validate_only: true });
}

differential('topics', (compare) => {
  compare('a topic in every version', async (pair) => {
    for (const version of pair.caseLog.versionsOf('CreateTopics')) {
      const name = pair.caseLog.name('new');
      await pair.ask('CreateTopics', version, { topics: [{ name, num_partitions: 2, replication_factor: 1 }] });
      await pair.ask('CreateTopics', version, { topics: [{ name, num_partitions: 2, replication_factor: 1 }] });
    }
  });

  compare('names', async (pair) => {
    for (const name of [
      '',
      '.',
      '..',
      'a b',
      'ä',
      'a/b',
      'a\0b',
      'x'.repeat(250),
      pair.caseLog.name('long').padEnd(249, 'x'),
      '-',
      '__x',
      '...',
    ]) {
      pair.caseLog.note(`'${name.slice(0, 20)}'`);
      await validate(pair, { name });
    }
    await validate(pair, { name: null });
    pair.caseLog.note('internal topics');
    await validate(pair, { name: '__consumer_offsets' });
    await validate(pair, { name: '__cluster_metadata' });
  });

  compare('names that are the same but for dots and underscores', async (pair) => {
    const base = pair.caseLog.name('like');
    for (const name of [`${base}.a`, `${base}_a`]) {
      await pair.ask('CreateTopics', 3, { topics: [{ name, num_partitions: 1, replication_factor: 1 }] });
    }
  });

  compare('counts of partitions and replicas', async (pair) => {
    for (const num_partitions of [-1, 0, -2, 1, 10_001, 2 ** 31 - 1, -(2 ** 31)]) {
      pair.caseLog.note(`${num_partitions} partitions`);
      await validate(pair, { num_partitions });
    }
    for (const replication_factor of [-1, 0, -2, 2, 3, 32_767, -32_768]) {
      pair.caseLog.note(`${replication_factor} replicas`);
      await validate(pair, { replication_factor });
    }
    await validate(pair, { num_partitions: 0, replication_factor: 0 });
    await validate(pair, { num_partitions: -1, replication_factor: -1 });
  });

  compare('manual assignments', async (pair) => {
    const manual = { num_partitions: -1, replication_factor: -1 };
    const one = (partition: number, ...replicas: number[]) => ({ partition, replicas });
    const cases = {
      right: [one(0, 1), one(1, 1)],
      'out of order': [one(1, 1), one(0, 1)],
      'an unknown broker': [one(0, 7)],
      'a negative broker': [one(0, -1)],
      'the broker twice': [one(0, 1, 1)],
      'two brokers': [one(0, 1, 2)],
      'no broker': [one(0)],
      'a gap': [one(0, 1), one(2, 1)],
      'not from 0': [one(1, 1)],
      'a negative partition': [one(-1, 1)],
      'a partition twice': [one(0, 1), one(0, 1)],
      'differing counts': [one(0, 1), one(1)],
    };
    for (const [what, assignments] of Object.entries(cases)) {
      pair.caseLog.note(what);
      await validate(pair, { ...manual, assignments });
    }
    pair.caseLog.note('with counts');
    await validate(pair, { assignments: cases.right });
    await validate(pair, { assignments: cases.right, num_partitions: -1 });
    await validate(pair, { assignments: cases.right, replication_factor: -1 });
    await validate(pair, { ...manual, assignments: null });
  });

  compare('settings', async (pair) => {
    const cases: readonly (readonly [string, string | null])[] = [
      ['retention.ms', '1000'],
      ['retention.ms', '-1'],
      ['retention.ms', '-2'],
      ['retention.ms', 'soon'],
      ['retention.ms', ''],
      ['retention.ms', ' 5 '],
      ['retention.ms', '9223372036854775808'],
      ['retention.ms', null],
      ['retention.bytes', '-100'],
      ['segment.bytes', '1'],
      ['segment.bytes', '2147483648'],
      ['segment.ms', '0'],
      ['max.message.bytes', '-1'],
      ['max.message.bytes', '0'],
      ['min.insync.replicas', '0'],
      ['min.insync.replicas', '5'],
      ['cleanup.policy', 'compact'],
      ['cleanup.policy', 'compact,delete'],
      ['cleanup.policy', 'compact, delete'],
      ['cleanup.policy', ''],
      ['cleanup.policy', 'shred'],
      ['cleanup.policy', 'delete,delete'],
      ['cleanup.policy', 'none'],
      ['compression.type', 'gzip'],
      ['compression.type', 'brotli'],
      ['compression.gzip.level', '10'],
      ['compression.gzip.level', '0'],
      ['compression.lz4.level', '18'],
      ['compression.zstd.level', '23'],
      ['message.timestamp.type', 'LogAppendTime'],
      ['message.timestamp.type', 'Never'],
      ['message.timestamp.after.max.ms', '-1'],
      ['message.timestamp.before.max.ms', '-1'],
      ['preallocate', 'yes'],
      ['preallocate', 'TRUE'],
      ['min.cleanable.dirty.ratio', '1.5'],
      ['min.cleanable.dirty.ratio', '-0.1'],
      ['min.cleanable.dirty.ratio', 'half'],
      ['min.compaction.lag.ms', '-1'],
      ['max.compaction.lag.ms', '0'],
      ['delete.retention.ms', '-1'],
      ['file.delete.delay.ms', '-1'],
      ['flush.messages', '0'],
      ['flush.ms', '-1'],
      ['index.interval.bytes', '-1'],
      ['segment.index.bytes', '3'],
      ['segment.jitter.ms', '-1'],
      ['unclean.leader.election.enable', 'maybe'],
      ['remote.storage.enable', 'true'],
      ['local.retention.ms', '5'],
      ['local.retention.bytes', '-3'],
      ['leader.replication.throttled.replicas', 'x'],
      ['follower.replication.throttled.replicas', '*'],
      ['follower.replication.throttled.replicas', '0:1,1:1'],
      ['nonsense', '1'],
      ['', '1'],
      ['retention.minutes', '1'],
      ['message.format.version', '2.0'],
      ['message.downconversion.enable', 'true'],
    ];
    for (const [name, value] of cases) {
      pair.caseLog.note(`${name}=${value}`);
      await validate(pair, { configs: [{ name, value }] });
    }
    pair.caseLog.note('together');
    await validate(pair, {
      configs: [
        { name: 'max.compaction.lag.ms', value: '5' },
        { name: 'min.compaction.lag.ms', value: '9' },
      ],
    });
    await validate(pair, {
      configs: [
        { name: 'retention.ms', value: 'x' },
        { name: 'nonsense', value: '1' },
      ],
    });
    await validate(pair, {
      configs: [
        { name: 'retention.ms', value: '1' },
        { name: 'retention.ms', value: '2' },
      ],
    });
    await validate(pair, { configs: [{ name: null, value: '1' }] });
    await validate(pair, { configs: null });
    await validate(pair, { num_partitions: 0, configs: [{ name: 'nonsense', value: '1' }] });
  });

  compare('several topics in one request, and the same twice', async (pair) => {
    const name = pair.caseLog.name('twice');
    const good = { name: pair.caseLog.name('good'), num_partitions: 1, replication_factor: 1 };
    const one = { name, num_partitions: 1, replication_factor: 1 };
    await pair.ask('CreateTopics', 3, { topics: [one, good, one, { ...one, name: '' }] });
    await pair.ask('CreateTopics', 3, { topics: [one, { ...good, num_partitions: 0 }] });
    await pair.askEach('CreateTopics', { topics: [] });
    await pair.askEach('CreateTopics', { topics: null });
    pair.caseLog.note('no time');
    for (const timeout_ms of [0, -1]) {
      await pair.ask('CreateTopics', 3, { topics: [{ ...one, name: pair.caseLog.name('late') }], timeout_ms });
    }
  });

  compare('validate-only requests create nothing', async (pair) => {
    const name = pair.caseLog.name('checked');
    await validate(pair, { name });
    await pair.ask('Metadata', 8, { topics: [name] });
  });

  compare('deleting topics', async (pair) => {
    for (const version of pair.caseLog.versionsOf('DeleteTopics')) {
      const topic = await newTopic(pair);
      await pair.ask('DeleteTopics', version, { names: [topic] });
      await pair.ask('DeleteTopics', version, { names: [topic] });
    }
    const [one, two] = [await newTopic(pair), await newTopic(pair)];
    await pair.askEach('DeleteTopics', { names: [pair.caseLog.name('unknown'), '', 'a b', 'x'.repeat(250)] });
    await pair.askEach('DeleteTopics', { names: [] });
    await pair.askEach('DeleteTopics', { names: null });
    await pair.askEach('DeleteTopics', { names: [null] });
    await pair.ask('DeleteTopics', 3, { names: [one, two, one] });
    await pair.ask('DeleteTopics', 3, { names: [two, pair.caseLog.name('unknown')] });
    pair.caseLog.note('no time');
    await pair.ask('DeleteTopics', 3, { names: [await newTopic(pair)], timeout_ms: 0 });
  });

  compare('more partitions', async (pair) => {
    const topic = await newTopic(pair, { partitions: 2 });
    const grow = (fields: BodyTemplate, request: BodyTemplate = { validate_only: true }) =>
      pair.askEach('CreatePartitions', { ...request, topics: [{ name: topic, ...fields }] });
    for (const count of [3, 2, 1, 0, -1, -(2 ** 31)]) {
      pair.caseLog.note(`${count}`);
      await grow({ count });
    }
    pair.caseLog.note('assignments');
    const to = (...replicas: number[]) => ({ replicas });
    for (const assignments of [[to(1)], [to(7)], [to()], [to(1, 1)], [to(-1)], [], [to(1), to(1)], [to(1, 2)]]) {
      await grow({ count: 3, assignments });
    }
    await grow({ count: 2, assignments: [to(1)] });
    pair.caseLog.note('names');
    for (const name of [pair.caseLog.name('unknown'), '', 'a b', 'x'.repeat(250), null]) await grow({ name, count: 3 });
    pair.caseLog.note('in earnest');
    await pair.ask('CreatePartitions', 1, { topics: [{ name: topic, count: 4 }] });
    await pair.ask('CreatePartitions', 0, { topics: [{ name: topic, count: 5, assignments: [to(1)] }] });
    await grow({ count: 5 }, {});
  });

  compare('more partitions of several topics, and of the same twice', async (pair) => {
    const [one, two] = [await newTopic(pair), await newTopic(pair)];
    await pair.askEach('CreatePartitions', { topics: [] });
    await pair.askEach('CreatePartitions', { topics: null });
    await pair.ask('CreatePartitions', 1, {
      validate_only: true,
      topics: [
        { name: one, count: 2 },
        { name: two, count: 2 },
        { name: one, count: 3 },
      ],
    });
    await pair.ask('CreatePartitions', 1, {
      topics: [
        { name: one, count: 2 },
        { name: two, count: 1 },
      ],
    });
    pair.caseLog.note('no time');
    for (const timeout_ms of [0, -1])
      await pair.ask('CreatePartitions', 1, { timeout_ms, topics: [{ name: two, count: 9 }] });
  });
});
