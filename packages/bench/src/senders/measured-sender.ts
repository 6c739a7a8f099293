/**
 * A sender: the producer of a client on one topic. A sender's file holds nothing else, so that what differs between two
 * figures is the client alone. All wait for all in-sync replicas; whatever else is the client's own default.
 */

import type { Compression } from '@kfw/core';

export interface SenderTask {
  readonly brokers: string;
  readonly topic: string;
  /** Default: none. */
  readonly compression?: Compression | undefined;
}

/** A record to send: its key chooses the partition, by murmur2 with every client. */
export interface SentRecord {
  readonly key: Buffer;
  readonly value: Buffer;
}

export interface MeasuredSender {
  /** Sends one message as a caller that needs its acknowledgement does. */
  send(record: SentRecord): Promise<unknown>;
  /** Sends the records 0 to `count` − 1 as fast as the client can be made to; resolves when all are acknowledged. */
  sendAll(recordAt: (number: number) => SentRecord, count: number): Promise<unknown>;
  close(): Promise<unknown>;
}

export type ConnectSender = (task: SenderTask) => Promise<MeasuredSender>;
