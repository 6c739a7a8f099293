/** The job of one child process, and its result. */
import type { Compression } from '@kfw/core';
import type { Variant } from '../observing/variants.js';
import type { PeerName } from '../peers/peers.js';
import type { SenderName } from '../senders/senders.js';

export interface JobBase {
  readonly peer: PeerName;
  readonly brokers: string;
  readonly topic: string;
  readonly group: string;
}

export interface ConsumeJob extends JobBase {
  readonly measure: 'consume';
  /** The number of records in the topic. */
  readonly messages: number;
  /** What of kfw is on. Default: nothing. */
  readonly variant?: Variant;
}

export interface KeyedJob extends JobBase {
  readonly measure: 'keyed';
  /** The number of records in the topic. */
  readonly messages: number;
}

export interface LatencyJob extends JobBase {
  readonly measure: 'latency';
  /** The number of timed lone messages, after `warmUp` untimed ones. */
  readonly messages: number;
  readonly warmUp: number;
}

export interface BootJob extends JobBase {
  readonly measure: 'boot';
  /** When the process was started, in milliseconds since the epoch. */
  readonly startedAtMs: number;
}

export interface MemoryJob extends JobBase {
  readonly measure: 'memory';
  /** The number of records in the topic. */
  readonly messages: number;
}

export interface ProduceJob {
  readonly measure: 'produce';
  readonly sender: SenderName;
  readonly brokers: string;
  readonly topic: string;
  /** The number of concurrent callers, each waiting for its acknowledgement; `undefined`: one wait at the end. */
  readonly callers: number | undefined;
  readonly messages: number;
  /** With one, the records are orders, which compress well. Default: none. */
  readonly compression?: Exclude<Compression, 'none'>;
  /** What of kfw is on. Default: nothing. */
  readonly variant?: Variant;
}

export type Job = ConsumeJob | KeyedJob | LatencyJob | BootJob | MemoryJob | ProduceJob;

/** The samples of one run, in order; their meaning depends on the job. */
export type RunResult = { readonly samples: readonly number[] } | { readonly failure: string };
