/** Every error of operating a cluster. */
import { defineErrors, type GroupMember, type PartitionRange } from '@kfw/core';
import { memberHost } from './groups/member-host.js';

export const operatingErrorTable = {
  /** A name that the cluster does not have; `meant` is the nearest that it has. */
  KFW_GROUP_NOT_FOUND: (p: { group: string; meant: string | undefined; mayBeNew?: boolean }) =>
    `the cluster has no consumer group "${p.group}".${p.meant === undefined ? '' : ` Did you mean "${p.meant}"?`} \`kfw groups list\` lists them.` +
    (p.mayBeNew ? ' For a new group name the topics, and give --new-group.' : ''),
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
  KFW_PARTITION_NOT_FOUND: (p: { topic: string; missing: readonly number[]; last: number }) =>
    `the topic "${p.topic}" has no ${p.missing.length === 1 ? 'partition' : 'partitions'} ${p.missing.join(', ')}; it has ${p.last === 0 ? 'partition 0 only' : `the partitions 0–${p.last}`}.`,
  /** `timeMs`: what the offset is if it was meant as a time, in milliseconds since 1970. */
  KFW_OFFSET_OUT_OF_RANGE: (p: {
    outside: readonly (PartitionRange & { readonly to: number })[];
    timeMs?: number | undefined;
  }) =>
    `there is no such offset. There are:${p.outside.map((range) => `${rangeLine(range)}, not ${range.to}`).join('')}` +
    (p.timeMs === undefined
      ? ''
      : `\nIf ${p.outside[0]?.to} is a time: it is written @${p.timeMs}, in milliseconds since 1970.`),
  KFW_TIME_OUT_OF_RANGE: (p: {
    timestampMs: number;
    newestMs: number | undefined;
    partitions: readonly PartitionRange[];
  }) =>
    `no message is as late as ${new Date(p.timestampMs).toISOString()}` +
    `${p.newestMs === undefined ? '' : `; the newest is of ${new Date(p.newestMs).toISOString()}`}. ` +
    `\`latest\` is the end. There are:${p.partitions.map(rangeLine).join('')}`,
  KFW_NOTHING_TO_MOVE: (p: { group: string }) =>
    `the group "${p.group}" has committed nothing for these topics, so there is nothing to move or to count from. ` +
    'Name topics that it reads, and a place that does not depend on what is committed.',
  KFW_OFFSETS_INVALID: (p: { source: string; mistakes: readonly string[] }) =>
    `${p.source} cannot be read as offsets. A line is topic,partition,offset, as Kafka's own tool exports it, or a JSON ` +
    `object with these fields:${p.mistakes.map((mistake) => `\n  - ${mistake}`).join('')}`,
  KFW_PARKED_TOPIC_MISSING: (p: { topic: string; partitions: number; reason: string }) =>
    `letters that have been replayed too often go to ${p.topic}, which does not exist and could not be created: ${p.reason}. ` +
    `Create it with ${p.partitions} ${p.partitions === 1 ? 'partition' : 'partitions'}, or raise --max-replays.`,
} as const;

function memberLine({ clientId, host, memberId, instanceId }: GroupMember): string {
  return `\n  - ${clientId} on ${memberHost(host)} (${instanceId ?? memberId})`;
}

function rangeLine({ topic, partition, low, high }: PartitionRange): string {
  return `\n  - ${topic}[${partition}]: ${low === high ? `no messages, its end is ${high}` : `${low} to ${high}`}`;
}

export const operatingError = defineErrors(operatingErrorTable);
