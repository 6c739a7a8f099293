/**
 * The options of a broker, as given and with defaults. Durations end in `Ms`, sizes in `Bytes`. Names follow Kafka's
 * own settings where there is one; a test's broker and a developer's differ from Apache Kafka's defaults only where
 * that saves waiting (`groupInitialRebalanceDelayMs`).
 */
import { type GroupOptions, groupOptions } from './groups/group-options.js';

export interface BrokerOptions extends Partial<GroupOptions> {
  /** Where to listen: loopback unless told otherwise. */
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** A folder for logs, topics and offsets. Without it all is in memory and gone when the broker stops. */
  readonly dataFolder?: string;
  /** Whether asking for the metadata of an unknown topic creates it, as Kafka's `auto.create.topics.enable`. */
  readonly autoCreateTopics?: boolean;
  /** Partitions of topics that are created without a count. */
  readonly defaultPartitions?: number;
  /** Hears what happens, for log lines: must not throw. */
  readonly onEvent?: (event: BrokerEvent) => void;
}

/** What a broker tells of itself. Helpers of each part add theirs. */
export type BrokerEvent =
  | { readonly type: 'topic-created'; readonly topic: string; readonly partitions: number }
  | { readonly type: 'topic-deleted'; readonly topic: string }
  | {
      readonly type: 'group-formed';
      readonly group: string;
      readonly generation: number;
      readonly members: number;
    }
  | { readonly type: 'connection-closed'; readonly clientHost: string; readonly reason: string }
  | { readonly type: 'request-failed'; readonly api: string; readonly error: unknown };

/** Options with their defaults. Paths of settings are flat. */
export interface BrokerSettings extends GroupOptions {
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string | undefined;
  readonly autoCreateTopics: boolean;
  readonly defaultPartitions: number;
}

export function withDefaults(options: BrokerOptions): BrokerSettings {
  return {
    ...groupOptions(options),
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    dataFolder: options.dataFolder,
    autoCreateTopics: options.autoCreateTopics ?? true,
    defaultPartitions: options.defaultPartitions ?? 1,
  };
}
