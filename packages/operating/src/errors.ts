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
} as const;

export const operatingError = defineErrors(operatingErrorTable);
