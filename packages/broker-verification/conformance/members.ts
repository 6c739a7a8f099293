/** Members of groups, for the cases that need some. */
import { setTimeout as wait } from 'node:timers/promises';
import type { DecodedFields } from '../src/differential/decoded.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { type PerSide, sides } from '../src/differential/per-side.js';

const untilWithinMs = 10_000;
const askEveryMs = 25;

/**
 * A consumer's subscription to nothing, with some bytes of its own. Apache Kafka parses the metadata of consumers, and
 * some invalid bytes hang its coordinator.
 */
export function subscription(text: string): Buffer {
  const head = Buffer.alloc(10);
  head.writeInt32BE(text.length, 6);
  return Buffer.concat([head, Buffer.from(text)]);
}

export function protocolsNamed(...names: string[]): readonly BodyTemplate[] {
  return names.map((name) => ({ name, metadata: subscription(`metadata of ${name}`) }));
}

/** A JoinGroup's body; `metadata` stands in its one protocol. */
export function joining(
  group: string,
  { metadata = 'first', ...fields }: BodyTemplate & { metadata?: string } = {},
): BodyTemplate {
  const protocols = [{ name: 'range', metadata: subscription(metadata) }];
  return { group_id: group, protocol_type: 'consumer', protocols, ...fields };
}

export function memberId(joined: PerSide<DecodedFields>): PerSide<string> {
  return joined.map(({ member_id }) => String(member_id));
}

export class GroupMember {
  constructor(
    private readonly pair: PairedConnection,
    readonly group: string,
    readonly id: PerSide<string>,
  ) {}

  /** Its identity in the first generation. */
  get body(): BodyTemplate {
    return this.at(1);
  }

  at(generation: number): BodyTemplate {
    return { group_id: this.group, generation_id: generation, member_id: this.id };
  }

  async leave(): Promise<void> {
    await this.pair.ask('LeaveGroup', 2, { group_id: this.group, member_id: this.id });
  }

  assigned(what: string): BodyTemplate {
    return { member_id: this.id, assignment: Buffer.from(what) };
  }

  /** Asks each side alone until it responds with `code`: the events that a group waits for come at their own time. */
  async until(api: string, code: number, generation = 1): Promise<void> {
    for (const side of sides) {
      const deadline = Date.now() + untilWithinMs;
      for (let seen = -2; seen !== code; ) {
        if (Date.now() > deadline) throw new Error(`${side} answers ${api} with ${seen} instead of ${code}`);
        seen = Number((await this.pair.askOne(side, api, 3, this.at(generation))).error_code);
        if (seen !== code) await wait(code === 25 ? 1_200 : askEveryMs);
      }
    }
  }
}

/** A group with one member, whose assignment its leader has not sent yet. */
export async function soleMember(
  pair: PairedConnection,
  group: string,
  fields: BodyTemplate = {},
): Promise<GroupMember> {
  const required = await pair.ask('JoinGroup', 5, joining(group, fields));
  await pair.ask('JoinGroup', 5, joining(group, { ...fields, member_id: memberId(required) }));
  return new GroupMember(pair, group, memberId(required));
}

export async function stableGroup(pair: PairedConnection, group: string): Promise<GroupMember> {
  const member = await soleMember(pair, group);
  await pair.ask('SyncGroup', 3, { ...member.body, assignments: [member.assigned('all')] });
  return member;
}

export interface TwoMembers {
  readonly group: string;
  /** The leader and the other member, on the other connection. */
  readonly members: readonly [GroupMember, GroupMember];
  readonly other: PairedConnection;
  /** The metadata of each. */
  readonly joins: readonly [BodyTemplate, BodyTemplate];
}

/** A group of two in its second generation, which waits for its leader's assignments. */
export async function twoMembers(
  pair: PairedConnection,
  protocols = ['range'],
  others = protocols,
): Promise<TwoMembers> {
  const group = pair.caseLog.name('group');
  const named = (names: readonly string[], who: string) =>
    names.map((name) => ({ name, metadata: subscription(`${name} of the ${who}`) }));
  const first = { protocols: named(protocols, 'first') };
  const leader = await soleMember(pair, group, first);
  await pair.ask('SyncGroup', 3, { ...leader.body, assignments: [leader.assigned('all')] });
  const other = pair.another('other');
  const second = { protocols: named(others, 'second') };
  const required = await other.ask('JoinGroup', 5, joining(group, second));
  const follower = new GroupMember(other, group, memberId(required));
  const joined = other.ask('JoinGroup', 5, joining(group, { ...second, member_id: follower.id }));
  await leader.until('Heartbeat', 27);
  await pair.ask('JoinGroup', 5, joining(group, { ...first, member_id: leader.id }));
  await joined;
  return { group, members: [leader, follower], other, joins: [first, second] };
}
