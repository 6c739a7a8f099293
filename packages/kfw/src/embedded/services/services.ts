/** What runs in the process of an embedded broker: the broker and the registry, as one thing. */

export interface ServiceOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly registryPort: number;
  /** Without them, all is in memory. */
  readonly brokerData?: string;
  readonly registryData?: string;
  /** Hears of topics, groups and transactions. */
  readonly tell?: (news: ServiceEvent) => void;
  /** Hears of what went wrong inside, which clients are told of by a code alone. */
  readonly complain?: (what: string, error: unknown) => void;
}

export type ServiceEvent =
  | { readonly event: 'topic.created'; readonly topic: string; readonly partitions: number }
  | { readonly event: 'group.formed'; readonly group: string; readonly members: number; readonly generation: number }
  | { readonly event: 'transaction.timedOut'; readonly transactionalId: string; readonly timeoutMs: number };

export interface Services {
  /** `127.0.0.1:9092` */
  readonly brokers: string;
  /** The URL of the registry's API. */
  readonly registry: string;
  /** How many clients are connected to the broker. */
  connections(): number;
  stop(): Promise<void>;
}

export type StartServices = (options: ServiceOptions) => Promise<Services>;
