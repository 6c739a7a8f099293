/** Metadata and FindCoordinator on both brokers. */
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';

differential('metadata', (compare) => {
  compare('topics that exist', async (pair) => {
    const topics = [await newTopic(pair), await newTopic(pair, { partitions: 3 })];
    await pair.askEach('Metadata', { topics });
    await pair.askEach('Metadata', { topics: topics.slice(0, 1) });
  });

  compare('all topics, and none', async (pair) => {
    await newTopic(pair);
    await pair.askEach('Metadata', { topics: null });
    await pair.askEach('Metadata', { topics: [] });
  });

  compare('topics that do not exist, without creating them', async (pair) => {
    const topic = await newTopic(pair);
    const names = [
      pair.caseLog.name('unknown'),
      '',
      '.',
      '..',
      'a b',
      'ä',
      'a/b',
      pair.caseLog.name('long').padEnd(249, 'x'),
      'x'.repeat(250),
    ];
    for (const name of names) {
      for (const version of pair.caseLog.versionsOf('Metadata').filter((each) => each >= 4)) {
        pair.caseLog.note(name.slice(0, 20));
        await pair.ask('Metadata', version, { topics: [name] });
      }
    }
    await pair.ask('Metadata', 8, { topics: [topic, ...names] });
    await pair.askEach('Metadata', { topics: [null] });
  });

  compare('a topic that is created by a metadata request', async (pair) => {
    pair.caseLog.note('created by asking');
    for (const version of pair.caseLog.versionsOf('Metadata')) {
      await pair.ask('Metadata', version, { topics: [pair.caseLog.name('new')], allow_auto_topic_creation: true });
    }
    pair.caseLog.note('bad names');
    const bad = ['', '.', 'a b', 'x'.repeat(250)];
    await pair.askEach('Metadata', { topics: bad, allow_auto_topic_creation: true });
  });

  compare('the same topic twice', async (pair) => {
    const topic = await newTopic(pair);
    await pair.askEach('Metadata', { topics: [topic, topic] });
    const unknown = pair.caseLog.name('unknown');
    await pair.ask('Metadata', 8, { topics: [unknown, topic, unknown] });
  });

  compare('authorized operations', async (pair) => {
    const topic = await newTopic(pair);
    for (const flags of [
      { include_topic_authorized_operations: true },
      { include_cluster_authorized_operations: true },
      { include_topic_authorized_operations: true, include_cluster_authorized_operations: true },
    ]) {
      await pair.ask('Metadata', 8, { topics: [topic], ...flags });
      await pair.ask('Metadata', 8, { topics: [pair.caseLog.name('unknown')], ...flags });
    }
  });

  compare('coordinators of groups and of transactions', async (pair) => {
    for (const key of [pair.caseLog.name('group'), '', 'ä', 'x'.repeat(32_767)]) {
      for (const key_type of [0, 1]) {
        pair.caseLog.note(`${key.slice(0, 10)}, ${key_type}`);
        await pair.askEach('FindCoordinator', { key, key_type });
      }
    }
    await pair.askEach('FindCoordinator', { key: null });
  });

  compare('coordinators of groups and ids that do not exist', async (pair) => {
    for (const key_type of [2, 3, -1, 127]) {
      await pair.ask('FindCoordinator', 1, { key: 'a', key_type });
      await pair.ask('FindCoordinator', 2, { key: 'a:b', key_type });
    }
  });
});
