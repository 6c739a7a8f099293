/** The job of one child process, and its result. */
import type { Compression } from '@kfw/core';
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
  /** How many records the topic holds. */
  readonly messages: number;
}

export interface KeyedJob extends JobBase {
  readonly measure: 'keyed';
  /** How many records the topic holds. */
  readonly messages: number;
}

export interface LatencyJob extends JobBase {
  readonly measure: 'latency';
  /** How many lone messages are timed, after `warmUp` that are not. */
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
  /** How many records the topic holds. */
  readonly messages: number;
}

export interface ProduceJob {
  readonly measure: 'produce';
  readonly sender: SenderName;
  readonly brokers: string;
  readonly topic: string;
  /** How many send at once, each waiting for its acknowledgement; `undefined`: nobody waits. */
  readonly callers: number | undefined;
  readonly messages: number;
  /** With one, what is sent are orders, which can be compressed. Default: none. */
  readonly compression?: Exclude<Compression, 'none'>;
}

export type Job = ConsumeJob | KeyedJob | LatencyJob | BootJob | MemoryJob | ProduceJob;

/** Samples of one run, in order: what they are is the job's business. */
export type RunResult = { readonly samples: readonly number[] } | { readonly failure: string };
