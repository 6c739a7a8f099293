/** The broker's own settings as DescribeConfigs shows them: those of Kafka's names that options here stand for. */
import { type BrokerState, nodeId } from '../broker-state.js';
import { topicConfigs } from './topic-configs.js';

export interface BrokerConfig {
  readonly name: string;
  readonly value: string;
  /** False for what the broker was started with. */
  readonly isDefault: boolean;
}

export function brokerConfigs({ settings, advertised }: BrokerState): BrokerConfig[] {
  const given = [
    ['advertised.listeners', `PLAINTEXT://${advertised.host}:${advertised.port}`],
    ['auto.create.topics.enable', String(settings.autoCreateTopics)],
    ['broker.id', String(nodeId)],
    ['default.replication.factor', '1'],
    ['log.dirs', settings.dataFolder ?? ''],
    ['node.id', String(nodeId)],
    ['num.partitions', String(settings.defaultPartitions)],
  ].map(([name = '', value = '']) => ({ name, value, isDefault: name === 'num.partitions' && value === '1' }));
  const ofTopics = Object.values(topicConfigs).flatMap((definition) =>
    'brokerName' in definition
      ? [{ name: definition.brokerName as string, value: definition.byDefault as string, isDefault: true }]
      : [],
  );
  return [...given, ...ofTopics];
}
