/**
 * The few requests of Kafka's protocol that a test cluster needs, in their plain (non-flexible) encoding: readiness of
 * brokers and the group coordinator, creating a topic, the state of a group. No client is used: a scenario's cluster
 * must not depend on the client that the scenario checks.
 */
import { scenarioError } from '../errors/errors.js';
import { answerWithinMs, askBroker, int16, int32, string } from './ask-broker.js';

const inconsistentGroupProtocol = 23;

export interface BrokerAddress {
  readonly id: number;
  readonly port: number;
}

/** The brokers that are in service, as the broker at `port` sees them (Metadata v1). */
export async function brokersSeenBy(port: number): Promise<BrokerAddress[]> {
  const answer = await askBroker(port, 3, 1, int32(0));
  return Array.from({ length: answer.int32() }, () => {
    const id = answer.int32();
    answer.string();
    const broker = { id, port: answer.int32() };
    answer.string();
    return broker;
  });
}

/** Whether groups can be joined (FindCoordinator v0). Asking makes the cluster create its offsets topic. */
export async function hasCoordinator(port: number): Promise<boolean> {
  const answer = await askBroker(port, 10, 0, string('kfw-readiness'));
  return answer.int16() === 0;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** -1 asks for the cluster's default. */
  readonly replication: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Creates a topic and waits until the cluster has it (CreateTopics v2). */
export async function createTopic(port: number, topic: NewTopic): Promise<void> {
  const settings = Object.entries(topic.settings);
  const answer = await askBroker(
    port,
    19,
    2,
    Buffer.concat([
      int32(1),
      string(topic.name),
      int32(topic.partitions),
      int16(topic.replication),
      int32(0),
      int32(settings.length),
      ...settings.flatMap(([name, value]) => [string(name), string(value)]),
      int32(answerWithinMs),
      Buffer.from([0]),
    ]),
  );
  answer.int32();
  answer.int32();
  answer.string();
  const code = answer.int16();
  const detail = answer.string();
  if (code !== 0) throw scenarioError('KFW_KAFKA_REFUSED', { request: `CreateTopics ${topic.name}`, code, detail });
}

/** Gives a topic more partitions, `count` in all (CreatePartitions v0). */
export async function addPartitions(brokers: string, topic: string, count: number): Promise<void> {
  const body = Buffer.concat([
    int32(1),
    string(topic),
    int32(count),
    int32(-1),
    int32(answerWithinMs),
    Buffer.from([0]),
  ]);
  const answer = await askBroker(portOf(brokers), 37, 0, body);
  answer.int32();
  answer.int32();
  answer.string();
  const code = answer.int16();
  const detail = answer.string();
  if (code !== 0) throw scenarioError('KFW_KAFKA_REFUSED', { request: `CreatePartitions ${topic}`, code, detail });
}

/**
 * The state of a consumer group, as its coordinator says (DescribeGroups v0): `Stable` with members, `Empty` without,
 * `Dead` when there is none of that name.
 */
export async function groupState(brokers: string, group: string): Promise<string> {
  const answer = await askBroker(portOf(brokers), 15, 0, Buffer.concat([int32(1), string(group)]));
  answer.int32();
  const code = answer.int16();
  if (code !== 0) throw scenarioError('KFW_KAFKA_REFUSED', { request: `DescribeGroups ${group}`, code, detail: '' });
  answer.string();
  return answer.string();
}

/** The member id of a group's one member (DescribeGroups v0). */
export async function memberOf(brokers: string, group: string): Promise<string> {
  const answer = await askBroker(portOf(brokers), 15, 0, Buffer.concat([int32(1), string(group)]));
  answer.int32();
  const code = answer.int16();
  for (let skipped = 0; skipped < 4; skipped++) answer.string();
  const count = answer.int32();
  if (code === 0 && count === 1) return answer.string();
  const detail = `${count} members`;
  throw scenarioError('KFW_KAFKA_REFUSED', { request: `DescribeGroups ${group}`, code, detail });
}

/**
 * Puts a member out of its group as if it had left by itself, and `intruder` into its place, which no member of another
 * protocol can then join (LeaveGroup v1 and JoinGroup v2, one right after the other). Returns the intruder's member id;
 * `undefined` when somebody else was quicker.
 */
export async function replaceMember(
  brokers: string,
  group: string,
  memberId: string,
  intruder: string,
): Promise<string | undefined> {
  await leaveGroup(brokers, group, memberId);
  const session = int32(60_000);
  const protocols = Buffer.concat([int32(1), string(intruder), int32(0)]);
  const body = Buffer.concat([string(group), session, session, string(''), string('consumer'), protocols]);
  const answer = await askBroker(portOf(brokers), 11, 2, body);
  answer.int32();
  const code = answer.int16();
  if (code === inconsistentGroupProtocol) return undefined;
  if (code !== 0) throw scenarioError('KFW_KAFKA_REFUSED', { request: `JoinGroup ${group}`, code, detail: '' });
  answer.int32();
  answer.string();
  answer.string();
  return answer.string();
}

/** Puts a member out of its group, as if it had left by itself (LeaveGroup v1). */
export async function leaveGroup(brokers: string, group: string, memberId: string): Promise<void> {
  const answer = await askBroker(portOf(brokers), 13, 1, Buffer.concat([string(group), string(memberId)]));
  answer.int32();
  const code = answer.int16();
  if (code !== 0) throw scenarioError('KFW_KAFKA_REFUSED', { request: `LeaveGroup ${group}`, code, detail: '' });
}

function portOf(brokers: string): number {
  return Number(brokers.split(',')[0]?.split(':').at(-1));
}
