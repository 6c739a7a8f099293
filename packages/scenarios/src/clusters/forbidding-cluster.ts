/**
 * A cluster of one scenario that allows a user nothing: Apache Kafka with its authorizer, or the embedded broker, whose
 * responses are replaced by refusals. It has one topic and one group with an offset, and ends with the scenario.
 */
import { apiKeys, type InterceptedRequest, startBroker } from '@kfw/broker';
import { type Admin, Monitor, type Transport } from '@kfw/core';
import { saslUser, startKafka, type World } from '@kfw/test-cluster';
import { createKafkajsTransport, type SaslOptions } from '@kfw/transport-kafkajs';

export interface ForbiddingCluster {
  readonly topic: string;
  readonly group: string;
  /** The id of a broker. */
  readonly broker: string;
  /** Of the user without rights. */
  readonly transport: Transport;
}

export async function startForbiddingCluster(world: World): Promise<ForbiddingCluster> {
  switch (world.cluster.kind) {
    case 'apache-kafka':
      return forbiddingKafka(world);
    case 'embedded':
      return forbiddingBroker(world);
  }
}

const authorizer = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  // Clients without credentials, and the brokers among themselves.
  'super.users': 'User:ANONYMOUS',
  'allow.everyone.if.no.acl.found': 'false',
};

async function forbiddingKafka(world: World): Promise<ForbiddingCluster> {
  const kafka = await startKafka({ registry: false, settings: authorizer });
  world.after(() => kafka.stop());
  const prepared = await prepare(world, transportOf(world, kafka.brokers).admin);
  const { name: username, password } = saslUser;
  const transport = transportOf(world, `127.0.0.1:${kafka.nodes[0]?.saslPort}`, {
    mechanism: 'plain',
    username,
    password,
  });
  return { ...prepared, transport };
}

async function forbiddingBroker(world: World): Promise<ForbiddingCluster> {
  const broker = await startBroker();
  world.after(() => broker.stop());
  const transport = transportOf(world, broker.address);
  const prepared = await prepare(world, transport.admin);
  const { FindCoordinator, ListGroups } = apiKeys;
  broker.intercept(apiKeys.Metadata, (request) => (namesTopics(request) ? forbidTopics(request) : request.next()));
  broker.intercept(FindCoordinator, (request) => request.fail('GROUP_AUTHORIZATION_FAILED'));
  broker.intercept(ListGroups, async (request) => ({ ...((await request.next()) as object), groups: [] }));
  broker.intercept(apiKeys.DescribeConfigs, forbidConfigs);
  broker.intercept(apiKeys.IncrementalAlterConfigs, forbidConfigs);
  broker.intercept(apiKeys.CreateTopics, forbidTopics);
  broker.intercept(apiKeys.CreatePartitions, forbidTopics);
  return { ...prepared, transport };
}

async function prepare(world: World, admin: Admin): Promise<Omit<ForbiddingCluster, 'transport'>> {
  const [topic, group] = [world.name('orders'), world.name('billing')];
  await admin.createTopics([{ topic }]);
  await admin.setGroupOffsets(group, [{ topic, partition: 0, offset: 0 }]);
  const { brokers } = await admin.cluster();
  return { topic, group, broker: String(brokers[0]?.id) };
}

function transportOf(world: World, brokers: string, sasl?: SaslOptions): Transport {
  const transport = createKafkajsTransport({
    clientId: world.name('operator'),
    brokers: [brokers],
    brokersSetting: 'the scenario',
    connectionTimeoutMs: 3_000,
    requestTimeoutMs: 10_000,
    monitor: new Monitor(),
    ...(sasl && { sasl }),
  });
  world.after(() => transport.disconnect());
  return transport;
}

const namesTopics = ({ request }: InterceptedRequest): boolean => (request as { topics: unknown }).topics !== null;

const forbidTopics = (request: InterceptedRequest): unknown => request.fail('TOPIC_AUTHORIZATION_FAILED');

const brokerType = 4;

function forbidConfigs(request: InterceptedRequest): unknown {
  const { resources } = request.request as { resources: readonly { readonly type: number }[] };
  const isOfBroker = resources.some(({ type }) => type === brokerType);
  return request.fail(isOfBroker ? 'CLUSTER_AUTHORIZATION_FAILED' : 'TOPIC_AUTHORIZATION_FAILED');
}
