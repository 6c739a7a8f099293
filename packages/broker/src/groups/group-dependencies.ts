/** What a group depends on, and the record of a group that survives a restart. */
import type { Clock } from '../clock.js';
import type { GroupOptions } from './group-options.js';

/** The part of a group that survives its members. */
export interface GroupRecord {
  readonly generation: number;
  readonly protocolType: string;
  /** When the last member left, in milliseconds since 1970; `undefined` while it has members. */
  readonly emptySince: number | undefined;
}

export interface GroupDependencies {
  readonly clock: Clock;
  readonly options: GroupOptions;
  /** Called after each new generation, with or without members. */
  readonly onGeneration: (groupId: string, record: GroupRecord, memberCount: number) => void;
}
