/** The broker's own settings in DescribeConfigs: Kafka's names of the options of this broker. */
import { type BrokerState, nodeId } from '../broker-state.js';
import type { ConfigKind } from './config-value.js';
import { type TopicConfigDefinition, topicConfigs } from './topic-configs.js';

export interface BrokerConfig {
  readonly name: string;
  readonly type: ConfigKind['type'];
  readonly value: string;
  /** False for settings that the broker was started with. */
  readonly isDefault: boolean;
}

export function brokerConfigs({ settings, advertised }: BrokerState): BrokerConfig[] {
  const own: readonly (readonly [string, ConfigKind['type'], string])[] = [
    ['advertised.listeners', 'STRING', `PLAINTEXT://${advertised.host}:${advertised.port}`],
    ['auto.create.topics.enable', 'BOOLEAN', String(settings.autoCreateTopics)],
    ['broker.id', 'INT', String(nodeId)],
    ['default.replication.factor', 'INT', '1'],
    ['log.dirs', 'STRING', settings.dataFolder ?? ''],
    ['node.id', 'INT', String(nodeId)],
    ['num.partitions', 'INT', String(settings.defaultPartitions)],
  ];
  const given = own.map(([name, type, value]) => {
    return { name, type, value, isDefault: name === 'num.partitions' && value === '1' };
  });
  const ofTopics = Object.values<TopicConfigDefinition>(topicConfigs).flatMap(({ brokerName, type, byDefault }) =>
    brokerName === undefined ? [] : [{ name: brokerName, type, value: byDefault, isDefault: true }],
  );
  return [...given, ...ofTopics];
}
