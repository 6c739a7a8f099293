/**
 * As much of Kafka's wire protocol as a scenario's cluster needs, in its plain (non-flexible) encoding: whether the
 * brokers and the group coordinator are there, creating a topic, and what has become of a group. No client is used:
 * a scenario's cluster must not depend on the client that the scenario checks.
 */
import { connect } from 'node:net';
import { scenarioError } from '../errors.js';

const answerWithinMs = 5_000;

export interface BrokerAddress {
  readonly id: number;
  readonly port: number;
}

/** The brokers that are in service, as the broker at `port` sees them (Metadata v1). */
export async function brokersSeenBy(port: number): Promise<BrokerAddress[]> {
  const answer = await ask(port, 3, 1, int32(0));
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
  const answer = await ask(port, 10, 0, string('kfw-readiness'));
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
  const answer = await ask(
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

/**
 * The state of a consumer group, as its coordinator says (DescribeGroups v0): `Stable` with members, `Empty` without,
 * `Dead` when there is none of that name.
 */
export async function groupState(brokers: string, group: string): Promise<string> {
  const port = Number(brokers.split(',')[0]?.split(':').at(-1));
  const answer = await ask(port, 15, 0, Buffer.concat([int32(1), string(group)]));
  answer.int32();
  const code = answer.int16();
  if (code !== 0) throw scenarioError('KFW_KAFKA_REFUSED', { request: `DescribeGroups ${group}`, code, detail: '' });
  answer.string();
  return answer.string();
}

async function ask(port: number, key: number, version: number, body: Buffer): Promise<Reader> {
  const head = Buffer.concat([int16(key), int16(version), int32(1), string('kfw-scenarios')]);
  const answer = await exchange(port, Buffer.concat([int32(head.length + body.length), head, body]));
  const reader = new Reader(answer);
  reader.int32();
  reader.int32();
  return reader;
}

/** One request, one answer, one connection. */
function exchange(port: number, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: answerWithinMs });
    let answer = Buffer.alloc(0);
    socket.once('connect', () => socket.write(request));
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`no answer from 127.0.0.1:${port}`)));
    socket.once('close', () => reject(new Error(`127.0.0.1:${port} closed the connection`)));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) return;
      resolve(answer);
      socket.destroy();
    });
  });
}

class Reader {
  #at = 0;
  constructor(readonly buffer: Buffer) {}

  int16(): number {
    this.#at += 2;
    return this.buffer.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.buffer.readInt32BE(this.#at - 4);
  }

  /** A null string reads as the empty one. */
  string(): string {
    const length = Math.max(0, this.int16());
    this.#at += length;
    return this.buffer.toString('utf8', this.#at - length, this.#at);
  }
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function string(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}
