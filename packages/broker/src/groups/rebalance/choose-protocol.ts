/**
 * The protocol (assignor) of a generation: among the protocols that every member supports, the one with the most first
 * choices.
 */
import type { GroupProtocol } from '../group-messages.js';

interface WithProtocols {
  readonly protocols: readonly GroupProtocol[];
}

/** Names that every one of `members` supports, in the order of the first member. */
export function commonProtocols(members: readonly WithProtocols[]): string[] {
  const [first, ...others] = members.map(({ protocols }) => new Set(protocols.map(({ name }) => name)));
  if (first === undefined) return [];
  return [...first].filter((name) => others.every((names) => names.has(name)));
}

/** The protocol of a generation. Empty without members. */
export function chooseProtocol(members: readonly WithProtocols[]): string {
  const names = commonProtocols(members).toSorted((one, other) => kafkaHashBucket(one) - kafkaHashBucket(other));
  const votes = new Map(names.map((name) => [name, 0]));
  for (const { protocols } of members) {
    const choice = protocols.find(({ name }) => votes.has(name))?.name;
    if (choice !== undefined) votes.set(choice, (votes.get(choice) ?? 0) + 1);
  }
  let best = { name: '', count: 0 };
  for (const [name, count] of votes) if (count > best.count) best = { name, count };
  return best.name;
}

/**
 * Kafka counts votes in a hash table of 16 buckets and takes the first of those with the most votes: a tie is decided
 * by the bucket (java.lang.String's hash, folded as in java.util.HashMap).
 */
function kafkaHashBucket(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 16)) & 15;
}
