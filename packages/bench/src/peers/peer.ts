/**
 * A peer: joins a group on one topic and hands each record to `handle`. A peer file holds nothing else, so that what
 * differs between two figures is the client alone.
 */

export interface PeerTask {
  readonly brokers: string;
  readonly topic: string;
  /** Fresh for each run; to be consumed from the start of the topic. */
  readonly group: string;
  /** Takes one record, and is waited for where there is something to wait for; never fails. */
  handle(partition: number, value: Buffer | null): void | Promise<void>;
  /** Takes what a batch holds at once, as a bulk insert does; for peers that are measured with it. */
  handleBatch?(partition: number, values: readonly (Buffer | null)[]): Promise<void>;
  /** Hears of a consumer that ended by itself. */
  fail(error: Error): void;
}

export interface RunningPeer {
  /** For peers whose latency is measured: connects the client's own producer; what it gives resolves when acknowledged. */
  connectSender?(): Promise<(value: Buffer) => Promise<unknown>>;
  /** Leaves the group in order. */
  stop(): Promise<unknown>;
}

/** Resolves once the member has joined its group. */
export type StartPeer = (task: PeerTask) => Promise<RunningPeer>;
