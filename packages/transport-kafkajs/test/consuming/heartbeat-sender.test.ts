import { afterEach, describe, expect, it } from '@jest/globals';
import { HeartbeatSender, sessionExpiredName } from '../../src/consuming/heartbeat-sender.js';
import type { ConsumerGroup } from '../../src/kafkajs/internals.js';

type Answer = () => Promise<unknown>;

const never: Answer = () => new Promise(() => {});
const protocolError = (type: string) => Object.assign(new Error(type), { type });
const closed = Object.assign(new Error('closed'), { retriable: true });

/** A group whose brokers answer heartbeats like this, by id; `coordinates` is the id of the one that coordinates. */
function groupOf(answers: Readonly<Record<number, Answer>>, coordinates: () => number) {
  const beats: number[] = [];
  const connection = { isConnected: () => true, requestQueue: { inflight: { size: 0 }, pending: { length: 0 } } };
  const brokerOf = (nodeId: number) => ({
    nodeId,
    isConnected: () => true,
    connectionPool: { pool: [connection] },
    heartbeat: () => {
      beats.push(nodeId);
      return answers[nodeId]?.();
    },
  });
  const brokers = new Map(Object.keys(answers).map((id) => [Number(id), brokerOf(Number(id))]));
  const group = {
    groupId: 'shop',
    memberId: 'one' as string | null,
    generationId: 1,
    coordinator: brokers.get(1),
    offsetManager: null,
    cluster: {
      findGroupCoordinatorMetadata: async () => ({ coordinator: { nodeId: coordinates() } }),
      findBroker: async ({ nodeId }: { nodeId: number }) => brokers.get(nodeId),
    },
  };
  return { group: group as unknown as ConsumerGroup, beats };
}

const made: HeartbeatSender[] = [];
// Those that wait for an answer wait no longer.
afterEach(() => {
  for (const heartbeats of made.splice(0)) heartbeats.leftGroup();
});

function heartbeatsOf(sessionTimeoutMs = 3_600_000) {
  const ranOut: string[] = [];
  const heartbeats = new HeartbeatSender({
    sessionTimeoutMs,
    onSessionExpired: ({ groupId }) => void ranOut.push(groupId),
  });
  heartbeats.joinedGroup(0);
  made.push(heartbeats);
  return { heartbeats, ranOut };
}

/** Calls it as kafkajs does, after each fetch, until `done` holds. */
async function beatUntil(done: () => boolean, beat: () => void): Promise<void> {
  while (!done()) {
    beat();
    await new Promise(setImmediate);
  }
}

describe('heartbeats concurrent with fetches', () => {
  it('do not block', () => {
    const { heartbeats } = heartbeatsOf();
    const { group, beats } = groupOf({ 1: never }, () => 1);
    for (let call = 0; call < 3; call++) heartbeats.sendIfDue(group, 0);
    expect(beats).toEqual([1]);
  });

  it('throw the error of the group from the next call', async () => {
    const { heartbeats } = heartbeatsOf();
    const { group } = groupOf({ 1: () => Promise.reject(protocolError('REBALANCE_IN_PROGRESS')) }, () => 1);
    heartbeats.sendIfDue(group, 0);
    await new Promise(setImmediate);
    expect(() => heartbeats.sendIfDue(group, 0)).toThrow('REBALANCE_IN_PROGRESS');
  });

  it('ignore the response to a heartbeat of an earlier membership', async () => {
    const { heartbeats } = heartbeatsOf();
    const answer = Promise.withResolvers<unknown>();
    const { group } = groupOf({ 1: () => answer.promise }, () => 1);
    heartbeats.sendIfDue(group, 0);
    heartbeats.joinedGroup(3_600_000);
    answer.reject(protocolError('ILLEGAL_GENERATION'));
    await new Promise(setImmediate);
    expect(() => heartbeats.sendIfDue(group, 0)).not.toThrow();
  });

  it.each<[string, Answer]>([
    ['is gone', () => Promise.reject(closed)],
    ['coordinates no longer', () => Promise.reject(protocolError('NOT_COORDINATOR_FOR_GROUP'))],
    ['is silent', never],
  ])('continue at another broker when the coordinator %s', async (_what, answer) => {
    const { heartbeats } = heartbeatsOf();
    const { group, beats } = groupOf({ 1: answer, 2: async () => undefined }, () => 2);
    await beatUntil(
      () => beats.includes(2),
      () => heartbeats.sendIfDue(group, 0),
    );
    expect(beats).toEqual([1, 2]);
    expect(group.coordinator?.nodeId).toBe(2);
  });

  it('throw nothing once the member has left', async () => {
    const { heartbeats } = heartbeatsOf();
    const { group } = groupOf({ 1: () => Promise.reject(protocolError('UNKNOWN_MEMBER_ID')) }, () => 1);
    heartbeats.sendIfDue(group, 3_600_000);
    await new Promise(setImmediate);
    heartbeats.leftGroup();
    expect(() => heartbeats.sendIfDue(group, 3_600_000)).not.toThrow();
  });

  it.each<[string, Error]>([
    ['the cluster says that there is none', protocolError('GROUP_COORDINATOR_NOT_AVAILABLE')],
    ['nothing listens where it was', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
  ])('keep the membership for as long as the group has no coordinator: %s', async (_how, thrown) => {
    const { heartbeats, ranOut } = heartbeatsOf(600);
    let asked = 0;
    const coordinates = () => {
      asked++;
      throw thrown;
    };
    const { group } = groupOf({ 1: () => Promise.reject(closed) }, coordinates);
    // Four times a quarter of a second lie between five questions: more than the session.
    await beatUntil(
      () => asked >= 5,
      () => heartbeats.sendIfDue(group, 0),
    );
    expect(ranOut).toEqual([]);
  });

  it('end the membership when the session times out', async () => {
    const { heartbeats, ranOut } = heartbeatsOf(0);
    const { group } = groupOf({ 1: never }, () => 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const failure = expect.objectContaining({ name: sessionExpiredName, retriable: false });
    expect(() => heartbeats.sendIfDue(group, 0)).toThrow(failure as unknown as Error);
    expect(ranOut).toEqual(['shop']);
    expect(group.memberId).toBe(null);
  });

  it('throw that the membership is over until there is another one: kafkajs keeps one error of concurrent fetches', async () => {
    const { heartbeats, ranOut } = heartbeatsOf(0);
    const { group } = groupOf({ 1: never }, () => 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    for (let fetch = 0; fetch < 3; fetch++) expect(() => heartbeats.sendIfDue(group, 0)).toThrow('No heartbeat');
    expect(ranOut).toEqual(['shop']);
    heartbeats.joinedGroup(3_600_000);
    expect(() => heartbeats.sendIfDue(group, 3_600_000)).not.toThrow();
  });

  it('keep the membership during a rebalance', async () => {
    const sessionTimeoutMs = 200;
    const { heartbeats, ranOut } = heartbeatsOf(sessionTimeoutMs);
    const { group } = groupOf({ 1: () => Promise.reject(protocolError('REBALANCE_IN_PROGRESS')) }, () => 1);
    const endsAt = performance.now() + 2 * sessionTimeoutMs;
    await beatUntil(
      () => performance.now() > endsAt,
      () => {
        try {
          heartbeats.sendIfDue(group, 0);
        } catch (thrown) {
          expect(thrown).toMatchObject({ type: 'REBALANCE_IN_PROGRESS' });
        }
      },
    );
    expect(ranOut).toEqual([]);
  });
});
