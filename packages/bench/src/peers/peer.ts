/**
 * The contract of a peer: it joins a group on one topic and passes each record to `handle`. A peer file holds nothing
 * else, so that two figures differ only by the client.
 */

export interface PeerTask {
  readonly brokers: string;
  readonly topic: string;
  /** New for each run, and consumed from the start of the topic. */
  readonly group: string;
  /** Receives one record; a returned promise is awaited. Never fails. */
  handle(partition: number, value: Buffer | null): void | Promise<void>;
  /** Receives the records of a batch at once, as a bulk insert does; for peers measured with it. */
  handleBatch?(partition: number, values: readonly (Buffer | null)[]): Promise<void>;
  /** Receives the error of a consumer that ended by itself. */
  fail(error: Error): void;
}

export interface RunningPeer {
  /**
   * For peers whose latency is measured: connects the client's own producer. Its function resolves when acknowledged.
   */
  connectSender?(): Promise<(value: Buffer) => Promise<unknown>>;
  /** Leaves the group in order. */
  stop(): Promise<unknown>;
}

/** Resolves once the member has joined its group. */
export type StartPeer = (task: PeerTask) => Promise<RunningPeer>;
