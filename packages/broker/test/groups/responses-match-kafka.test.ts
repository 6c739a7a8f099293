/**
 * Error responses, equal field by field to those of Apache Kafka 4.1 to the same frames at the same versions, recorded
 * by hand. JoinGroup v0 and v1, which Kafka no longer serves, follow its v2.
 */
import { describe, expect, it } from '@jest/globals';
import { apiKeys, errorCodes } from '../../src/index.js';
import type { Reader } from '../../src/protocol/reader.js';
import type { Writer } from '../../src/protocol/writer.js';
import type { RawClient } from '../raw-client.js';
import { useBroker } from '../use-broker.js';

const start = useBroker();

async function ask(
  client: RawClient,
  key: number,
  version: number,
  body: (writer: Writer) => unknown,
): Promise<Reader> {
  client.send(key, version, 1, body);
  const response = await client.response();
  if (response === undefined) throw new Error('the broker closed the connection');
  return response.body;
}

/** The code of a response that begins with it, or with the throttle time before it. */
function codeOf(response: Reader, hasThrottle: boolean): number {
  if (hasThrottle) response.int32();
  return response.int16();
}

const member = (group: string, generation: number, id: string, version: number) => (writer: Writer) => {
  writer.string(group).int32(generation).string(id);
  if (version >= 3) writer.nullableString(null);
};

interface Join {
  readonly group?: string;
  readonly sessionTimeoutMs?: number;
  readonly memberId?: string;
  readonly type?: string;
  readonly protocols?: readonly string[];
}

const join = (version: number, given: Join) => (writer: Writer) => {
  writer.string(given.group ?? 'g').int32(given.sessionTimeoutMs ?? 10_000);
  if (version >= 1) writer.int32(30_000);
  writer.string(given.memberId ?? '');
  if (version >= 5) writer.nullableString(null);
  writer.string(given.type ?? 'consumer');
  writer.array(given.protocols ?? ['range'], (name) => writer.string(name).bytes(Buffer.from('md')));
};

const commit =
  (version: number, group: string, generation: number, id: string, metadata: string) => (writer: Writer) => {
    member(group, generation, id, 0)(writer);
    if (version >= 7) writer.nullableString(null);
    if (version <= 4) writer.int64(-1);
    writer.array([0, 1], (partition) => {
      writer.string(partition === 0 ? 'orders' : 'unknown').array([0, 7], (index) => {
        writer.int32(index).int64(5);
        if (version >= 6) writer.int32(-1);
        writer.nullableString(metadata);
      });
    });
  };

function committedCodes(response: Reader, version: number): number[] {
  if (version >= 3) response.int32();
  const topics = response.array(() => {
    response.string();
    return response.array(() => [response.int32(), response.int16()] as const);
  });
  return topics.flat().map(([, code]) => code);
}

async function startWithOrders() {
  const { broker, connect } = await start({ autoCreateTopics: true });
  const client = await connect();
  await ask(client, apiKeys.Metadata, 4, (writer) =>
    writer.array(['orders'], (name) => writer.string(name)).boolean(true),
  );
  return { broker, client };
}

describe.each([0, 1, 2, 3, 4, 5])('JoinGroup v%i rejects', (version) => {
  it.each<[string, Join, number]>([
    ['an empty group id', { group: '' }, errorCodes.INVALID_GROUP_ID],
    ['a session timeout that is too short', { sessionTimeoutMs: 1 }, errorCodes.INVALID_SESSION_TIMEOUT],
    ['a session timeout that is too long', { sessionTimeoutMs: 1_800_001 }, errorCodes.INVALID_SESSION_TIMEOUT],
    ['a member it does not know', { memberId: 'nobody' }, errorCodes.UNKNOWN_MEMBER_ID],
    ['no protocols', { protocols: [] }, errorCodes.INCONSISTENT_GROUP_PROTOCOL],
    ['an empty protocol type', { type: '' }, errorCodes.INCONSISTENT_GROUP_PROTOCOL],
  ])('%s', async (_what, given, code) => {
    const { connect } = await start();
    const response = await ask(await connect(), apiKeys.JoinGroup, version, join(version, given));
    expect(codeOf(response, version >= 2)).toBe(code);
    expect(response.int32()).toBe(-1);
    expect([response.string(), response.string(), response.string()]).toEqual(['', '', given.memberId ?? '']);
    expect([response.int32(), response.remaining]).toEqual([0, 0]);
  });
});

describe.each([0, 1, 2, 3])('v%i of', (version) => {
  it.each([
    ['Heartbeat', '', errorCodes.INVALID_GROUP_ID],
    ['Heartbeat', 'g', errorCodes.UNKNOWN_MEMBER_ID],
    ['SyncGroup', '', errorCodes.INVALID_GROUP_ID],
    ['SyncGroup', 'g', errorCodes.UNKNOWN_MEMBER_ID],
  ] as const)('%s rejects the missing group "%s"', async (api, group, code) => {
    const { connect } = await start();
    const response = await ask(await connect(), apiKeys[api], version, (writer) => {
      member(group, 1, 'm', version)(writer);
      if (api === 'SyncGroup') writer.int32(0);
    });
    expect(codeOf(response, version >= 1)).toBe(code);
    if (api === 'SyncGroup') expect(response.bytes()).toHaveLength(0);
    expect(response.remaining).toBe(0);
  });
});

it.each([0, 1, 2])('LeaveGroup v%i rejects unknown members', async (version) => {
  const { connect } = await start();
  const client = await connect();
  for (const [group, code] of [
    ['', errorCodes.INVALID_GROUP_ID],
    ['g', errorCodes.UNKNOWN_MEMBER_ID],
  ] as const) {
    const response = await ask(client, apiKeys.LeaveGroup, version, (writer) => writer.string(group).string('m'));
    expect([codeOf(response, version >= 1), response.remaining]).toEqual([code, 0]);
  }
});

describe.each([2, 3, 4, 5, 6, 7])('OffsetCommit v%i', (version) => {
  const unknown = errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  it.each([
    ['takes what nobody manages', 'g', -1, '', '', errorCodes.NONE],
    ['takes it for the empty group too', '', -1, '', '', errorCodes.NONE],
    ['takes it without a generation, whatever the member is', 'g', -1, 'm', '', errorCodes.NONE],
    ['refuses a generation of no group', 'g', 1, 'm', '', errorCodes.ILLEGAL_GENERATION],
    ['refuses metadata that is too long', 'g', -1, '', 'x'.repeat(4_097), errorCodes.OFFSET_METADATA_TOO_LARGE],
    ['counts characters, not bytes', 'g', -1, '', 'é'.repeat(4_096), errorCodes.NONE],
  ] as const)('%s', async (_what, group, generation, id, metadata, code) => {
    const { client } = await startWithOrders();
    const body = commit(version, group, generation, id, metadata);
    const response = await ask(client, apiKeys.OffsetCommit, version, body);
    expect(committedCodes(response, version)).toEqual([code, unknown, unknown, unknown]);
    expect(response.remaining).toBe(0);
  });
});

it.each([1, 2, 3, 4, 5])(
  'OffsetFetch v%i returns -1 for partitions without a commit, without an error',
  async (version) => {
    const { client } = await startWithOrders();
    await ask(client, apiKeys.OffsetCommit, 7, commit(7, 'g', -1, '', 'note'));
    const response = await ask(client, apiKeys.OffsetFetch, version, (writer) => {
      writer
        .string('g')
        .array(['orders', 'unknown'], (name) => writer.string(name).array([0, 1], (at) => writer.int32(at)));
    });
    if (version >= 3) response.int32();
    const topics = response.array(() => {
      response.string();
      return response.array(() => {
        const [partition, offset] = [response.int32(), response.int64()];
        if (version >= 5) response.int32();
        return [partition, offset, response.string(), response.int16()];
      });
    });
    const never = [
      [0, -1, '', 0],
      [1, -1, '', 0],
    ];
    expect(topics).toEqual([[[0, 5, 'note', 0], never[1]], never]);
    if (version >= 2) expect(response.int16()).toBe(errorCodes.NONE);
    expect(response.remaining).toBe(0);
  },
);

it.each([0, 1, 2, 3, 4])('DescribeGroups v%i describes a missing group as dead', async (version) => {
  const { connect } = await start();
  const response = await ask(await connect(), apiKeys.DescribeGroups, version, (writer) => {
    writer.array(['none'], (id) => writer.string(id));
    if (version >= 3) writer.boolean(true);
  });
  if (version >= 1) response.int32();
  expect([response.int32(), response.int16(), response.string(), response.string()]).toEqual([1, 0, 'none', 'Dead']);
  expect([response.string(), response.string(), response.int32()]).toEqual(['', '', 0]);
  if (version >= 3) expect(response.int32()).toBe(3_400);
  expect(response.remaining).toBe(0);
});

it('a repeated element of a request is answered once', async () => {
  const { client } = await startWithOrders();
  const again = Array.from({ length: 1_000 }, () => 'orders');
  const described = await ask(client, apiKeys.DescribeGroups, 0, (writer) =>
    writer.array(again, (id) => writer.string(id)),
  );
  expect(described.int32()).toBe(1);
  const fetched = await ask(client, apiKeys.OffsetFetch, 1, (writer) =>
    writer.string('g').array(again, (name) => writer.string(name).array([0, 1, 0], (at) => writer.int32(at))),
  );
  expect([fetched.int32(), fetched.string(), fetched.int32()]).toEqual([1, 'orders', 2]);
});

it.each([0, 1])('DeleteGroups v%i deletes groups without members and rejects the rest', async (version) => {
  const { client } = await startWithOrders();
  await ask(client, apiKeys.OffsetCommit, 7, commit(7, 'idle', -1, '', ''));
  await ask(client, apiKeys.JoinGroup, 2, join(2, { group: 'busy' }));
  const response = await ask(client, apiKeys.DeleteGroups, version, (writer) =>
    writer.array(['none', 'idle', 'busy', ''], (id) => writer.string(id)),
  );
  response.int32();
  const { GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP } = errorCodes;
  expect(Object.fromEntries(response.array(() => [response.string(), response.int16()]))).toEqual({
    none: GROUP_ID_NOT_FOUND,
    idle: 0,
    busy: NON_EMPTY_GROUP,
    '': GROUP_ID_NOT_FOUND,
  });
});

it.each([0, 1, 2])('ListGroups v%i lists groups with members and groups with offsets', async (version) => {
  const { client } = await startWithOrders();
  await ask(client, apiKeys.OffsetCommit, 7, commit(7, 'idle', -1, '', ''));
  await ask(client, apiKeys.JoinGroup, 2, join(2, { group: 'busy' }));
  const response = await ask(client, apiKeys.ListGroups, version, () => 0);
  expect(codeOf(response, version >= 1)).toBe(errorCodes.NONE);
  expect(Object.fromEntries(response.array(() => [response.string(), response.string()]))).toEqual({
    idle: '',
    busy: 'consumer',
  });
});

it.each([0, 1, 2])('FindCoordinator v%i names this broker', async (version) => {
  const { broker, connect } = await start();
  const response = await ask(await connect(), apiKeys.FindCoordinator, version, (writer) => {
    writer.string('g');
    if (version >= 1) writer.int8(0);
  });
  expect(codeOf(response, version >= 1)).toBe(errorCodes.NONE);
  if (version >= 1) expect(response.nullableString()).toBe('NONE');
  expect([response.int32(), response.string(), response.int32()]).toEqual([1, broker.host, broker.port]);
});
