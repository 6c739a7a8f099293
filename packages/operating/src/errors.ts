/** Every error of operating a cluster. */
import { defineErrors, type GroupMember } from '@kfw/core';

export const operatingErrorTable = {
  /** A name that the cluster does not have; `meant` is the nearest that it has. */
  KFW_GROUP_NOT_FOUND: (p: { group: string; meant: string | undefined }) =>
    `the cluster has no consumer group "${p.group}".${p.meant === undefined ? '' : ` Did you mean "${p.meant}"?`} \`kfw groups list\` lists them.`,
  KFW_TOPIC_NOT_FOUND: (p: { topic: string; meant: string | undefined }) =>
    `the cluster has no topic "${p.topic}".${p.meant === undefined ? '' : ` Did you mean "${p.meant}"?`} \`kfw topics list\` lists them.`,
  KFW_TOPICS_INVALID: (p: { mistakes: readonly string[] }) =>
    `${p.mistakes.length === 1 ? '1 mistake' : `${p.mistakes.length} mistakes`} in the declared topics:\n${p.mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`,
  KFW_HANDLED_UNREADABLE: (p: { group: string; topic: string; partition: number; reason: string }) =>
    `group ${p.group} holds what has been replayed or discarded of ${p.topic}, and its metadata for partition ${p.partition} cannot be read: ${p.reason}. ` +
    `Another program committed it, or a newer kfw. \`kfw groups delete-offsets ${p.group} --topic ${p.topic}\` makes all dead letters of it count as not handled.`,
  KFW_DEAD_LETTERS_BUSY: (p: { topic: string; clientId: string; host: string; sessionTimeoutMs: number }) =>
    `another run of kfw works on the dead letters of ${p.topic} (client ${p.clientId} on ${p.host}), so nothing was done. ` +
    `Wait until it has ended; one that was killed counts as running for ${p.sessionTimeoutMs / 1_000} s.`,
  KFW_DEAD_LETTERS_LOST: (p: { topic: string; reason: string }) =>
    `another run may work on the dead letters of ${p.topic} by now (${p.reason}), so this one has stopped. Run it again: it continues.`,
  KFW_GROUP_HAS_MEMBERS: (p: { group: string; state: string; members: readonly GroupMember[] }) =>
    `the group "${p.group}" has members (${p.state}), which would continue, and commit over any change. A killed one counts as a member until its session times out. ` +
    `Stop them first:${p.members.map(memberLine).join('') || ' they are joining now.'}`,
  KFW_OFFSETS_NOT_COMMITTED: (p: {
    group: string;
    what: string;
    meant: string | undefined;
    topics: readonly string[];
  }) =>
    `group "${p.group}" has committed nothing for ${p.what}.${p.meant === undefined ? '' : ` Did you mean "${p.meant}"?`} It has committed offsets of: ${p.topics.join(', ') || 'no topic'}.`,
} as const;

function memberLine({ clientId, host, memberId, instanceId }: GroupMember): string {
  return `\n  - ${clientId} on ${host.replace(/^\//, '')} (${instanceId ?? memberId})`;
}

export const operatingError = defineErrors(operatingErrorTable);
