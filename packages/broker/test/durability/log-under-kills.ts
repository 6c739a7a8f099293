/**
 * One partition of a broker that is killed: creates a topic, sends numbered batches until the kill, and reads the log.
 */
import { expect } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import type { RawClient } from '../raw-client.js';
import type { BrokerProcess } from './broker-process.js';

export interface Acknowledged {
  readonly offset: number;
  readonly number: number;
}

export interface Sending {
  readonly topic: string;
  /** This many requests are sent before a response is read: the kill comes between them. */
  readonly inFlight: number;
  readonly numbered: (number: number) => Buffer;
}

/** With one partition. */
export async function createTopic(client: RawClient, topic: string, settings: Record<string, string>): Promise<void> {
  client.send(19, 2, 0, (writer) => {
    writer.array([topic], (name) => {
      writer.string(name).int32(1).int16(1).int32(0);
      writer.array(Object.entries(settings), ([key, value]) => writer.string(key).string(value));
    });
    writer.int32(1_000).boolean(false);
  });
  await client.response();
}

/** Sends batches, starting with number `first`, until the broker is killed after `killAfter` responses. */
export async function produceUntilKilled(
  broker: BrokerProcess,
  client: RawClient,
  { topic, inFlight, numbered }: Sending,
  first: number,
  killAfter: number,
): Promise<{ acknowledged: Acknowledged[]; next: number }> {
  const acknowledged: Acknowledged[] = [];
  let next = first;
  const send = (): void => {
    const records = numbered(next);
    client.send(0, 7, next, (writer) => {
      writer.nullableString(null).int16(-1).int32(1_000).int32(1).string(topic).int32(1).int32(0).bytes(records);
    });
    next += 1;
  };
  for (let sent = 0; sent < inFlight; sent++) send();
  let killed: Promise<void> | undefined;
  for (let response = await client.response(); response !== undefined; response = await client.response()) {
    const { correlationId, body } = response;
    body.int32();
    body.string();
    expect([body.int32(), body.int32(), body.int16()]).toEqual([1, 0, errorCodes.NONE]);
    acknowledged.push({ offset: body.int64(), number: correlationId });
    if (acknowledged.length === killAfter) killed = broker.kill();
    else send();
  }
  await killed;
  return { acknowledged, next };
}

/** Whole batches from `offset` on, and the end of the log. */
export async function fetchFrom(
  client: RawClient,
  topic: string,
  offset: number,
): Promise<{ records: Buffer; end: number }> {
  client.send(1, 4, 0, (writer) => {
    writer.int32(-1).int32(0).int32(0).int32(10_000_000).int8(0).int32(1).string(topic).int32(1);
    writer.int32(0).int64(offset).int32(10_000_000);
  });
  const body = (await client.response())?.body;
  if (body === undefined) throw new Error('the broker gave no response');
  for (let skipped = 0; skipped < 2; skipped++) body.int32();
  body.string();
  for (let skipped = 0; skipped < 2; skipped++) body.int32();
  expect(body.int16()).toBe(errorCodes.NONE);
  const end = body.int64();
  body.int64();
  body.int32();
  return { records: body.bytes(), end };
}
