/** DescribeConfigs, AlterConfigs and IncrementalAlterConfigs on both brokers. */
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';

const topicType = 2;
const brokerType = 4;

const described = (name: string | null, fields: BodyTemplate = {}, request: BodyTemplate = {}): BodyTemplate => ({
  ...request,
  resources: [{ type: topicType, name, ...fields }],
});

const altered = (
  name: string | null,
  configs: BodyTemplate['configs'] = [],
  more: BodyTemplate = {},
): BodyTemplate => ({
  ...more,
  resources: [{ type: topicType, name, configs }],
});

/** The settings, once they are applied: Apache Kafka responds before its broker has them. */
async function look(pair: PairedConnection, topic: string): Promise<void> {
  await pair.eventually('DescribeConfigs', 2, described(topic, {}, { include_synonyms: true }));
}

differential('configs', (compare) => {
  compare('the settings of a topic', async (pair) => {
    const topic = await newTopic(pair, { configs: { 'retention.ms': '5000', 'cleanup.policy': 'compact' } });
    for (const include_synonyms of [false, true]) {
      await pair.askEach('DescribeConfigs', described(topic, {}, { include_synonyms }));
      await pair.askEach(
        'DescribeConfigs',
        described(topic, { keys: ['retention.ms', 'segment.bytes'] }, { include_synonyms }),
      );
    }
    await pair.askEach('DescribeConfigs', described(topic, { keys: [] }));
    await pair.askEach('DescribeConfigs', described(topic, { keys: ['nonsense', '', 'retention.ms', 'retention.ms'] }));
    await pair.askEach('DescribeConfigs', described(topic, { keys: [null] }));
  });

  compare('settings of resources that do not exist', async (pair) => {
    for (const name of [pair.caseLog.name('unknown'), '', '.', 'a b', 'x'.repeat(250), null]) {
      await pair.askEach('DescribeConfigs', described(name));
      await pair.askEach('AlterConfigs', altered(name));
      await pair.askEach('IncrementalAlterConfigs', altered(name));
      await pair.askEach('AlterConfigs', altered(name, [{ name: 'retention.ms', value: '1' }]));
      await pair.askEach('IncrementalAlterConfigs', altered(name, [{ name: 'retention.ms', value: '1' }]));
      await pair.askEach('IncrementalAlterConfigs', altered(name, [{ name: 'nonsense', value: '1' }]));
    }
    for (const type of [0, 1, 3, 5, 99, -1, 127]) {
      pair.caseLog.note(`type ${type}`);
      await pair.askEach('DescribeConfigs', described('x', { type }));
      await pair.askEach('AlterConfigs', { resources: [{ type, name: 'x', configs: [] }] });
      await pair.askEach('IncrementalAlterConfigs', { resources: [{ type, name: 'x', configs: [] }] });
    }
    for (const api of ['DescribeConfigs', 'AlterConfigs', 'IncrementalAlterConfigs']) {
      await pair.askEach(api, { resources: [] });
      await pair.askEach(api, { resources: null });
    }
  });

  compare('the types of settings', async (pair) => {
    const topic = await newTopic(pair);
    await pair.ask('DescribeConfigs', 3, described(topic));
    const keys = ['auto.create.topics.enable', 'default.replication.factor', 'node.id', 'num.partitions'];
    pair.caseLog.note('the broker');
    await pair.ask('DescribeConfigs', 3, described('1', { type: brokerType, keys: [...keys, 'log.cleanup.policy'] }));
    pair.caseLog.note('documentation');
    const documented = { include_documentation: true };
    await pair.ask('DescribeConfigs', 3, described(topic, { keys: ['retention.ms'] }, documented));
  });

  compare('a broker that does not exist', async (pair) => {
    for (const name of ['2', 'x', '-1', '1.0', ' 1']) {
      pair.caseLog.note(name);
      await pair.askEach('DescribeConfigs', described(name, { type: brokerType }));
      await pair.askEach('AlterConfigs', { resources: [{ type: brokerType, name, configs: [] }] });
      await pair.askEach('IncrementalAlterConfigs', { resources: [{ type: brokerType, name, configs: [] }] });
    }
    await pair.askEach('DescribeConfigs', described('1', { type: brokerType, keys: ['nonsense'] }));
    await pair.askEach('DescribeConfigs', described('', { type: brokerType }));
  });

  compare('the settings of the broker that topics have theirs from', async (pair) => {
    const keys = [
      'log.retention.bytes',
      'log.cleanup.policy',
      'message.max.bytes',
      'num.partitions',
      'compression.type',
    ];
    pair.caseLog.note('the broker');
    for (const key of keys) await pair.askEach('DescribeConfigs', described('1', { type: brokerType, keys: [key] }));
  });

  compare('several resources, and the same twice', async (pair) => {
    const topics = [await newTopic(pair), await newTopic(pair)];
    const keys = ['retention.ms'];
    const resources = [...topics, pair.caseLog.name('unknown'), topics[0] ?? ''].map((name) => ({
      type: topicType,
      name,
      keys,
    }));
    await pair.askEach('DescribeConfigs', { resources });
    for (const api of ['AlterConfigs', 'IncrementalAlterConfigs']) {
      const configs = [{ name: 'retention.ms', value: '9' }];
      const each = [...topics, pair.caseLog.name('unknown'), topics[0] ?? ''].map((name) => ({
        type: topicType,
        name,
        configs,
      }));
      pair.caseLog.note('named twice');
      if (api === 'AlterConfigs') await pair.askUnanswered(api, 1, { resources: each });
      else await pair.ask(api, 0, { resources: each });
      pair.caseLog.note('several');
      await pair.askEach(api, { resources: each.slice(0, 3) });
    }
    for (const topic of topics) await look(pair, topic);
  });

  compare('setting all settings again', async (pair) => {
    const topic = await newTopic(pair, { configs: { 'retention.ms': '5000' } });
    const set = async (...configs: BodyTemplate[]) => {
      pair.caseLog.note(JSON.stringify(configs));
      await pair.askEach('AlterConfigs', altered(topic, configs, { validate_only: true }));
      await pair.askEach('AlterConfigs', altered(topic, configs));
      await look(pair, topic);
    };
    await set({ name: 'segment.ms', value: '7000' });
    await set({ name: 'segment.ms', value: 'x' });
    await set({ name: 'nonsense', value: '1' });
    await set({ name: 'segment.ms', value: null });
    await set({ name: 'segment.ms', value: '1' }, { name: 'segment.ms', value: '2' });
    await set({ name: 'segment.ms', value: '' });
    await set({ name: '', value: '' });
    await set({ name: 'cleanup.policy', value: '' });
    await set({ name: 'min.insync.replicas', value: '2' });
    await set();
    await pair.askEach('AlterConfigs', altered(topic, null));
    await pair.askEach('AlterConfigs', altered(topic, [{ name: null, value: '' }]));
  });

  compare('changing single settings', async (pair) => {
    const topic = await newTopic(pair, { configs: { 'retention.ms': '5000' } });
    const change = async (...given: (readonly [string, number, string | null])[]) => {
      pair.caseLog.note(JSON.stringify(given));
      const configs = given.map(([name, operation, value]) => ({ name, operation, value }));
      await pair.ask('IncrementalAlterConfigs', 0, altered(topic, configs, { validate_only: true }));
      await pair.ask('IncrementalAlterConfigs', 0, altered(topic, configs));
      await look(pair, topic);
    };
    await change(['segment.ms', 0, '7000']);
    await change(['segment.ms', 1, null]);
    await change(['segment.ms', 1, 'ignored']);
    await change(['nonsense', 1, null]);
    await change(['nonsense', 0, '1']);
    await change(['nonsense', 2, '1']);
    await change(['retention.ms', 0, 'x']);
    await change(['retention.ms', 0, null]);
    await change(['retention.ms', 2, '1']);
    await change(['retention.ms', 3, '1']);
    await change(['cleanup.policy', 2, 'compact']);
    await change(['cleanup.policy', 2, 'compact']);
    await change(['cleanup.policy', 3, 'delete']);
    await change(['cleanup.policy', 3, 'delete']);
    await change(['cleanup.policy', 3, 'compact']);
    await change(['cleanup.policy', 2, 'shred']);
    await change(['cleanup.policy', 2, '']);
    await change(['cleanup.policy', 2, null]);
    await change(['retention.ms', 0, '1'], ['retention.ms', 1, null]);
    await change(['retention.ms', 0, '1'], ['segment.ms', 0, 'x']);
    await change(['min.insync.replicas', 0, '9']);
    await change(['', 0, '9']);
    await change();
  });

  compare('operations that do not exist', async (pair) => {
    const topic = await newTopic(pair);
    pair.caseLog.note('an unknown operation');
    for (const operation of [4, -1, 127]) {
      await pair.ask('IncrementalAlterConfigs', 0, altered(topic, [{ name: 'retention.ms', operation, value: '1' }]));
    }
  });

  compare('settings of the broker that cannot be changed', async (pair) => {
    for (const name of ['1', '']) {
      for (const config of ['log.dirs', 'node.id', 'nonsense.at.all']) {
        pair.caseLog.note(`${name} ${config}`);
        const configs = [{ name: config, value: 'x' }];
        if (config === 'nonsense.at.all') continue;
        await pair.askEach('AlterConfigs', { validate_only: true, resources: [{ type: brokerType, name, configs }] });
        await pair.askEach('IncrementalAlterConfigs', {
          validate_only: true,
          resources: [{ type: brokerType, name, configs }],
        });
      }
    }
  });
});
