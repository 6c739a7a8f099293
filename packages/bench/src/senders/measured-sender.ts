/**
 * The contract of a sender: a client's producer on one topic. A sender's file holds nothing else, so that two figures
 * differ only by the client. All wait for all in-sync replicas; everything else is the client's own default.
 */

import type { Compression } from '@kfw/core';

export interface SenderTask {
  readonly brokers: string;
  readonly topic: string;
  /** Default: none. */
  readonly compression?: Compression | undefined;
}

/** A record to send: its key determines the partition, by murmur2 in every client. */
export interface SentRecord {
  readonly key: Buffer;
  readonly value: Buffer;
}

export interface MeasuredSender {
  /** Sends one message, as for a caller that waits for its acknowledgement. */
  send(record: SentRecord): Promise<unknown>;
  /** Sends the records 0 to `count` − 1 as fast as the client can; resolves when all are acknowledged. */
  sendAll(recordAt: (number: number) => SentRecord, count: number): Promise<unknown>;
  close(): Promise<unknown>;
}

export type ConnectSender = (task: SenderTask) => Promise<MeasuredSender>;
