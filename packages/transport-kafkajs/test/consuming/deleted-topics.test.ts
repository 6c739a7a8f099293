import { describe, expect, it } from '@jest/globals';
import { type Admin, Monitor } from '@kfw/core';
import { DeletedTopics } from '../../src/consuming/deleted-topics.js';
import type { Cluster, ConsumerGroup } from '../../src/kafkajs/internals.js';
import { patchMetadataRefresh } from '../../src/kafkajs/patch-cluster.js';

const unknown = () => Object.assign(new Error('unknown'), { type: 'UNKNOWN_TOPIC_OR_PARTITION', retriable: true });

/** A member of `own` topics on a cluster that has `existing`, and whose metadata is asked for `targets`. */
function memberOf({ own, existing, targets }: { own: string[]; existing: () => string[]; targets: string[] }) {
  const deleted: string[][] = [];
  let refreshes = 0;
  const refresh = async () => {
    refreshes++;
    const listed = existing();
    if ([...cluster.targetTopics].some((topic) => !listed.includes(topic))) throw unknown();
  };
  const cluster = { targetTopics: new Set(targets), refreshMetadata: refresh, refreshMetadataIfNecessary: refresh };
  const life = () => ({
    topicsSubscribed: own,
    topicConfigurations: Object.fromEntries(own.map((topic) => [topic, { fromBeginning: true }])),
  });
  const topics = new DeletedTopics({
    group: 'shop_app',
    admin: { listTopics: async () => existing() } as Admin,
    monitor: new Monitor(),
    onDeleted: (names) => deleted.push([...names]),
    retryAfterMs: 0,
  });
  const begin = () => {
    const group = life();
    topics.begin(group as unknown as ConsumerGroup);
    return group;
  };
  patch(cluster as unknown as Cluster, topics);
  return { topics, cluster, deleted, begin, refreshes: () => refreshes };
}

function patch(cluster: Cluster, topics: DeletedTopics): void {
  patchMetadataRefresh(cluster, (refresh) => topics.refresh(cluster, refresh));
}

describe('deleted topics', () => {
  it('are removed from the subscription and from metadata requests, and the others get their metadata', async () => {
    const member = memberOf({ own: ['users', 'gone'], existing: () => ['users'], targets: ['users', 'gone'] });
    const group = member.begin();
    await member.cluster.refreshMetadata();
    expect([...member.cluster.targetTopics]).toEqual(['users']);
    expect(group).toEqual({ topicsSubscribed: ['users'], topicConfigurations: { users: { fromBeginning: true } } });
    expect(member.deleted).toEqual([['gone']]);
  });

  it('stay removed in the next run of the consumer, until they are recreated', async () => {
    const member = memberOf({ own: ['users', 'gone'], existing: () => ['users'], targets: ['users', 'gone'] });
    member.begin();
    await member.cluster.refreshMetadataIfNecessary();
    expect(member.begin().topicsSubscribed).toEqual(['users']);
    member.topics.recreated('gone');
    expect(member.begin().topicsSubscribed).toEqual(['users', 'gone']);
  });

  it('are distinguished from topics that one broker does not know yet: it is asked again', async () => {
    const member = memberOf({ own: ['users'], existing: () => ['users'], targets: ['users'] });
    let asked = 0;
    const { cluster } = member;
    const knownLate = { ...cluster, refreshMetadata: async () => void (++asked < 4 && reject()) };
    const reject = () => {
      throw unknown();
    };
    patch(knownLate as unknown as Cluster, member.topics);
    const group = member.begin();
    await knownLate.refreshMetadata();
    expect([asked, group.topicsSubscribed, member.deleted]).toEqual([4, ['users'], []]);
  });

  it('are not reported when only another member reads them', async () => {
    const member = memberOf({ own: ['users'], existing: () => ['users'], targets: ['users', 'of others'] });
    member.begin();
    await member.cluster.refreshMetadata();
    expect([...member.cluster.targetTopics]).toEqual(['users']);
    expect(member.deleted).toEqual([]);
  });

  it('are not assumed when topics cannot be listed, or after another error', async () => {
    const fails = (): string[] => {
      throw unknown();
    };
    const member = memberOf({ own: ['users'], existing: fails, targets: ['users'] });
    member.begin();
    await expect(member.cluster.refreshMetadata()).rejects.toMatchObject({ type: 'UNKNOWN_TOPIC_OR_PARTITION' });
    expect([...member.cluster.targetTopics]).toEqual(['users']);
    const before = member.refreshes();
    const other = memberOf({
      own: ['users'],
      existing: () => {
        throw new Error('away');
      },
      targets: ['users'],
    });
    other.begin();
    await expect(other.cluster.refreshMetadata()).rejects.toThrow('away');
    // Asked again for as long as news may take, and for the other error not at all.
    expect([before, other.refreshes()]).toEqual([21, 1]);
  });
});
