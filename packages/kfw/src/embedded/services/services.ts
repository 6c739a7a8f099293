/** The services in the process of an embedded broker: the broker and the registry, as one. */

export interface ServiceOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly registryPort: number;
  /** Without them everything is in memory. */
  readonly brokerData?: string;
  readonly registryData?: string;
  /** Receives events about topics, groups and transactions. */
  readonly onEvent?: (event: ServiceEvent) => void;
  /** Receives internal failures, of which clients get only an error code. */
  readonly onFailure?: (what: string, error: unknown) => void;
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
  /** The number of clients connected to the broker. */
  connections(): number;
  stop(): Promise<void>;
}

export type StartServices = (options: ServiceOptions) => Promise<Services>;
