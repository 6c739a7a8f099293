/** What a group is given by those around it, and what it leaves behind for after a restart. */
import type { Clock } from '../clock.js';
import type { GroupOptions } from './group-options.js';

/** What lasts of a group beyond its members. */
export interface GroupRecord {
  readonly generation: number;
  readonly protocolType: string;
  /** When its last member went, in milliseconds since 1970; `undefined` while it has members. */
  readonly emptySince: number | undefined;
}

export interface GroupDependencies {
  readonly clock: Clock;
  readonly options: GroupOptions;
  /** Called after each new generation, with or without members. */
  readonly onGeneration: (groupId: string, record: GroupRecord, memberCount: number) => void;
}
