/** Groups and topics in memory, behind the part of the admin port that moves need. */
import type { Admin, GroupMember } from '@kfw/core';
import type { MoveLookup } from '../../src/positions/plan-move.js';

export interface FakePartition {
  readonly low?: number;
  /** The times of its messages, from `low` on. */
  readonly times: readonly number[];
}

export interface FakeGroup {
  readonly committed?: Readonly<Record<string, readonly (number | null)[]>>;
  readonly members?: readonly GroupMember[];
  readonly state?: string;
}

export const member = (clientId: string, host = '/10.0.0.7'): GroupMember => ({
  clientId,
  host,
  memberId: `${clientId}-1f0a`,
  instanceId: null,
  partitions: [],
});

export class FakeGroups implements MoveLookup, Pick<Admin, 'setGroupOffsets'> {
  readonly set: unknown[] = [];

  constructor(
    private readonly topics: Readonly<Record<string, readonly FakePartition[]>>,
    private readonly groups: Readonly<Record<string, FakeGroup>> = {},
  ) {}

  async listTopics() {
    return Object.keys(this.topics);
  }

  async listGroups() {
    return Object.keys(this.groups).map((group) => ({ group, protocolType: 'consumer' }));
  }

  async describeGroups(groups: readonly string[]) {
    return groups.map((group) => {
      const known = this.groups[group];
      const { members = [], state = members.length > 0 ? 'Stable' : 'Empty' } = known ?? { state: 'Dead' };
      return {
        group,
        type: 'classic' as const,
        state,
        protocolType: 'consumer',
        assignor: '',
        coordinator: { id: 1, host: 'fake', port: 9092 },
        members,
      };
    });
  }

  async groupOffsets(group: string) {
    return Object.entries(this.groups[group]?.committed ?? {}).flatMap(([topic, offsets]) =>
      offsets.map((offset, partition) => ({ topic, partition, offset })),
    );
  }

  async offsetRanges(topics: readonly string[]) {
    return topics.flatMap((topic) =>
      this.#partitions(topic).map(({ low = 0, times }, partition) => ({
        topic,
        partition,
        low,
        high: low + times.length,
      })),
    );
  }

  async offsetsAt(topic: string, timestampMs: number) {
    return this.#partitions(topic).map(({ low = 0, times }, partition) => {
      const at = times.findIndex((time) => time >= timestampMs);
      return { partition, offset: low + (at < 0 ? times.length : at) };
    });
  }

  async setGroupOffsets(group: string, offsets: Parameters<Admin['setGroupOffsets']>[1]) {
    this.set.push({ group, offsets });
    return offsets.map((each) => ({ ...each, before: null }));
  }

  #partitions(topic: string): readonly FakePartition[] {
    return this.topics[topic] ?? [];
  }
}
