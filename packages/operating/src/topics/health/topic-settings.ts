/** The settings of a topic that are in force, as numbers. */
import type { ConfigDescription } from '@kfw/core';
import { elementsOf } from '../planning/config-values.js';

export interface TopicSettings {
  readonly minInSync: number;
  /** `Infinity` when messages are not removed by age. */
  readonly retentionMs: number;
  readonly maxMessageBytes: number;
  readonly isCompacted: boolean;
}

export function settingsOf({ entries }: Pick<ConfigDescription, 'entries'>): TopicSettings {
  const inForce = (name: string): string => entries.find((entry) => entry.name === name)?.value ?? '';
  const policies = elementsOf(inForce('cleanup.policy'));
  const retentionMs = numberIn(inForce('retention.ms'), Number.POSITIVE_INFINITY);
  return {
    minInSync: numberIn(inForce('min.insync.replicas'), 1),
    retentionMs: retentionMs < 0 || !policies.includes('delete') ? Number.POSITIVE_INFINITY : retentionMs,
    maxMessageBytes: numberIn(inForce('max.message.bytes'), Number.POSITIVE_INFINITY),
    isCompacted: policies.includes('compact'),
  };
}

function numberIn(text: string, otherwise: number): number {
  return text === '' ? otherwise : Number(text);
}
