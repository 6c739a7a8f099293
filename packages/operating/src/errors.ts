/** Every error of operating a cluster. */
import { defineErrors } from '@kfw/core';

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
  /** As a broker sees its members: a client id and an address. */
  KFW_GROUP_HAS_MEMBERS: (p: { group: string; members: readonly { clientId: string; host: string }[] }) =>
    `group "${p.group}" has ${p.members.length === 1 ? 'a member' : `${p.members.length} members`}: ${p.members.map(({ clientId, host }) => `${clientId} (${host.replace(/^\//, '')})`).join(', ')}. Stop all of its processes first; a killed one counts as a member until its session times out.`,
  KFW_OFFSETS_NOT_COMMITTED: (p: {
    group: string;
    what: string;
    meant: string | undefined;
    topics: readonly string[];
  }) =>
    `group "${p.group}" has committed nothing for ${p.what}.${p.meant === undefined ? '' : ` Did you mean "${p.meant}"?`} It has committed offsets of: ${p.topics.join(', ') || 'no topic'}.`,
} as const;

export const operatingError = defineErrors(operatingErrorTable);
