/**
 * The `server.properties` of one node. Defaults are for tests: no waiting for a group to fill, short sessions
 * allowed, few internal partitions, a killed leader is replaced in seconds, and transactions whose time is over are not
 * left open for ten more.
 */
export interface NodeAddress {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  /** Where clients must authenticate, as `saslUser`; not there without it. */
  readonly saslPort?: number;
}

/** For PLAIN, and for SCRAM-SHA-256 in `scramOfUser`. */
export const saslUser = { name: 'alice', password: 'wonderland' } as const;

/** For `StorageTool format --add-scram`. */
export const scramOfUser = `SCRAM-SHA-256=[name=${saslUser.name},password=${saslUser.password}]`;

const loginModules = 'org.apache.kafka.common.security';

const saslSettings = {
  'connection.failed.authentication.delay.ms': '0',
  'listener.name.sasl.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
  'listener.name.sasl.plain.sasl.jaas.config': `${loginModules}.plain.PlainLoginModule required user_${saslUser.name}="${saslUser.password}";`,
  'listener.name.sasl.scram-sha-256.sasl.jaas.config': `${loginModules}.scram.ScramLoginModule required;`,
  'listener.name.sasl.scram-sha-512.sasl.jaas.config': `${loginModules}.scram.ScramLoginModule required;`,
};

export function nodeSettings(
  node: NodeAddress,
  all: readonly NodeAddress[],
  dataFolder: string,
  overrides: Readonly<Record<string, string>>,
): string {
  const copies = String(all.length);
  const inSync = all.length > 1 ? '2' : '1';
  const sasl = node.saslPort === undefined ? '' : `,SASL://127.0.0.1:${node.saslPort}`;
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(node.id),
    'controller.quorum.voters': all.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}${sasl}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}${sasl}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT',
    'log.dirs': dataFolder,
    'auto.create.topics.enable': 'true',
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.num.partitions': '5',
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.num.partitions': '5',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': '500',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
    'log.cleaner.backoff.ms': '200',
    'broker.heartbeat.interval.ms': '500',
    'broker.session.timeout.ms': '3000',
    ...(sasl === '' ? {} : saslSettings),
    ...overrides,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
