/**
 * Responses to static members on the wire, equal field by field to those of Apache Kafka 4.1 to the same frames: the
 * versions with a group instance id.
 */
import { describe, expect, it } from '@jest/globals';
import { apiKeys, errorCodes } from '../../src/index.js';
import type { Reader } from '../../src/protocol/reader.js';
import type { Writer } from '../../src/protocol/writer.js';
import type { RawClient } from '../raw-client.js';
import { useBroker } from '../use-broker.js';

const start = useBroker();
const { NONE, FENCED_INSTANCE_ID, UNKNOWN_MEMBER_ID, INVALID_GROUP_ID } = errorCodes;

async function ask(client: RawClient, key: number, version: number, body: (writer: Writer) => unknown) {
  client.send(key, version, 1, body);
  const response = await client.response();
  if (response === undefined) throw new Error('the broker closed the connection');
  response.body.int32();
  return response.body;
}

/** The whole response; nothing follows it. */
function whole<T>(response: Reader, read: (response: Reader) => T): T {
  const value = read(response);
  expect(response.remaining).toBe(0);
  return value;
}

const join = async (client: RawClient, memberId: string, instance: string) => {
  const response = await ask(client, apiKeys.JoinGroup, 5, (writer) => {
    writer.string('g').int32(10_000).int32(30_000).string(memberId).nullableString(instance).string('consumer');
    writer.array(['range'], (name) => writer.string(name).bytes(Buffer.from('topics')));
  });
  return whole(response, () => ({
    code: response.int16(),
    generation: response.int32(),
    protocol: response.string(),
    leaderId: response.string(),
    memberId: response.string(),
    members: response.array(() => [response.string(), response.nullableString(), String(response.bytes())]),
  }));
};

const sync = async (client: RawClient, memberId: string, instance: string, assigned: readonly string[] = []) => {
  const response = await ask(client, apiKeys.SyncGroup, 3, (writer) => {
    writer.string('g').int32(1).string(memberId).nullableString(instance);
    writer.array(assigned, (id) => writer.string(id).bytes(Buffer.from('all')));
  });
  return whole(response, () => [response.int16(), String(response.bytes())]);
};

const heartbeat = async (client: RawClient, memberId: string, instance: string) => {
  const response = await ask(client, apiKeys.Heartbeat, 3, (writer) =>
    writer.string('g').int32(1).string(memberId).nullableString(instance),
  );
  return whole(response, () => response.int16());
};

const commit = async (client: RawClient, memberId: string, instance: string) => {
  const response = await ask(client, apiKeys.OffsetCommit, 7, (writer) => {
    writer.string('g').int32(1).string(memberId).nullableString(instance);
    writer.array(['orders'], (name) => {
      writer.string(name).array([0], (index) => writer.int32(index).int64(5).int32(-1).nullableString(null));
    });
  });
  return whole(response, () =>
    response.array(() => [response.string(), response.array(() => [response.int32(), response.int16()])]),
  );
};

const leave = async (client: RawClient, group: string, members: readonly (readonly [string, string | null])[]) => {
  const response = await ask(client, apiKeys.LeaveGroup, 3, (writer) =>
    writer.string(group).array(members, ([id, instance]) => writer.string(id).nullableString(instance)),
  );
  return whole(response, () => [
    response.int16(),
    response.array(() => [response.string(), response.nullableString(), response.int16()]),
  ]);
};

/** A client whose member `a` is stable, the id of that member, and its id before it restarted. */
async function returned() {
  const { connect } = await start();
  const client = await connect();
  const before = (await join(client, '', 'a')).memberId;
  await sync(client, before, 'a', [before]);
  const after = await join(client, '', 'a');
  return { client, before, after };
}

describe('a static member', () => {
  it('is shown to the leader with its instance id', async () => {
    const { connect } = await start();
    const { memberId, ...response } = await join(await connect(), '', 'a');
    expect(memberId).toMatch(/^a-[0-9a-f-]{36}$/);
    expect(response).toEqual({
      code: NONE,
      generation: 1,
      protocol: 'range',
      leaderId: memberId,
      members: [[memberId, 'a', 'topics']],
    });
  });

  it('takes its place again, and the previous member is fenced', async () => {
    const { client, before, after } = await returned();
    const { memberId } = after;
    expect(after).toMatchObject({ code: NONE, generation: 1, protocol: 'range', leaderId: before, members: [] });
    expect(await sync(client, memberId, 'a')).toEqual([NONE, 'all']);
    expect(await heartbeat(client, memberId, 'a')).toBe(NONE);
    expect(await heartbeat(client, before, 'a')).toBe(FENCED_INSTANCE_ID);
    expect(await heartbeat(client, memberId, 'b')).toBe(UNKNOWN_MEMBER_ID);
    expect(await sync(client, before, 'a')).toEqual([FENCED_INSTANCE_ID, '']);
    expect(await join(client, before, 'a')).toEqual({
      code: FENCED_INSTANCE_ID,
      generation: -1,
      protocol: '',
      leaderId: '',
      memberId: before,
      members: [],
    });
  });

  it('commits, and no other member can commit for it', async () => {
    const { client, before, after } = await returned();
    await ask(client, apiKeys.Metadata, 4, (writer) =>
      writer.array(['orders'], (name) => writer.string(name)).boolean(true),
    );
    const codes = [];
    for (const [id, instance] of [
      [after.memberId, 'a'],
      [before, 'a'],
      [after.memberId, 'b'],
    ] as const) {
      codes.push(await commit(client, id, instance));
    }
    expect(codes).toEqual([NONE, FENCED_INSTANCE_ID, UNKNOWN_MEMBER_ID].map((code) => [['orders', [[0, code]]]]));
  });

  it('is described with its instance id from v4 on', async () => {
    const { client, after } = await returned();
    const responses = [];
    for (const version of [3, 4]) {
      const response = await ask(client, apiKeys.DescribeGroups, version, (writer) =>
        writer.array(['g'], (id) => writer.string(id)).boolean(false),
      );
      const described = whole(response, () =>
        response.array(() => [
          [response.int16(), response.string(), response.string(), response.string(), response.string()],
          response.array(() => [
            response.string(),
            ...(version === 4 ? [response.nullableString()] : []),
            ...[response.string(), response.string(), String(response.bytes()), String(response.bytes())],
          ]),
          response.int32(),
        ]),
      );
      responses.push(described);
    }
    const group = [NONE, 'g', 'Stable', 'consumer', 'range'];
    const rest = ['raw', '/127.0.0.1', 'topics', 'all'];
    expect(responses).toEqual([
      [[group, [[after.memberId, ...rest]], -(2 ** 31)]],
      [[group, [[after.memberId, 'a', ...rest]], -(2 ** 31)]],
    ]);
  });
});

describe('LeaveGroup v3', () => {
  it('has a result for each of its members', async () => {
    const { client, before, after } = await returned();
    const leaving = [
      [before, 'a'],
      ['', 'b'],
      ['stranger', null],
      ['', null],
      ['', 'a'],
      [after.memberId, 'a'],
    ] as const;
    expect(await leave(client, 'g', leaving)).toEqual([
      NONE,
      [
        [before, 'a', FENCED_INSTANCE_ID],
        ['', 'b', UNKNOWN_MEMBER_ID],
        ['stranger', null, UNKNOWN_MEMBER_ID],
        ['', null, UNKNOWN_MEMBER_ID],
        ['', 'a', NONE],
        [after.memberId, 'a', UNKNOWN_MEMBER_ID],
      ],
    ]);
  });

  it('rejects the empty group id as a whole, and each member of a missing group', async () => {
    const { connect } = await start();
    const client = await connect();
    expect(await leave(client, '', [['m', null]])).toEqual([INVALID_GROUP_ID, []]);
    expect(await leave(client, 'none', [['', 'a']])).toEqual([NONE, [['', 'a', UNKNOWN_MEMBER_ID]]]);
    expect(await leave(client, 'none', [])).toEqual([NONE, []]);
  });
});
