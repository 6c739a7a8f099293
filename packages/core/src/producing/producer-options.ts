/** The options of a producer, and their defaults. The names are those of `producer:` in `config/kafka.yml`. */
import type { OnUndelivered } from './deliverer.js';

/** Chooses the partition of a message that names none; `undefined` leaves it to the default. */
export type Partitioner = (message: {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly partitionKey: Buffer | undefined;
  /** How many partitions the topic has. */
  readonly partitions: number;
}) => number | undefined;

/** The treatment of a call that does not fit into the buffer. */
export type WhenFull = 'wait' | 'drop' | 'throw';

export interface ProducerOptions {
  /** How long a message may take in all, waiting and retries included. Default 120,000. */
  readonly deliveryTimeoutMs?: number | undefined;
  /** How long a partition collects messages before they are sent. Default 0: what one turn of the event loop brings. */
  readonly lingerMs?: number | undefined;
  /** Messages in one batch of one partition, at most. Default 10,000. */
  readonly batchSize?: number | undefined;
  /** Messages in the buffer, those in flight included. Default 100,000. */
  readonly maxBufferedMessages?: number | undefined;
  /** Their estimated bytes. Default 64 MiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** Requests in flight to one broker. Default 5. */
  readonly maxInFlightRequests?: number | undefined;
  /**
   * `wait` (the default): calls wait for room, in order. `drop`: `deliverAsync` loses its messages, and
   * `delivery.dropped` is published. `throw`: `KFW_BUFFER_FULL`. `deliver` rejects with it in both cases.
   */
  readonly whenFull?: WhenFull | undefined;
  /** Whether the sink compresses: only the broker can tell then which batch is too large. Default false. */
  readonly compressed?: boolean | undefined;
  readonly partitioner?: Partitioner | undefined;
  /** Pause before a failed batch is sent again; it doubles up to 1 s. Default 100. */
  readonly retryMs?: number | undefined;
  /** Whether waiting messages keep the process alive; for those in flight the sink does. Default true. */
  readonly keepsProcessAlive?: boolean | undefined;
  /** Receives every message that is given up, in addition to the event `delivery.failed`. */
  readonly onUndelivered?: OnUndelivered | undefined;
}

type Given = {
  readonly [Name in keyof Omit<ProducerOptions, 'partitioner'>]-?: Exclude<ProducerOptions[Name], undefined>;
};

export interface ProducerSettings extends Given {
  readonly partitioner: Partitioner | undefined;
  /** Bytes of one batch, at most, when it holds more than one message; less where the topic takes less. */
  readonly maxBatchBytes: number;
  /** Once a request has grown to so many bytes, the next batch begins another. */
  readonly maxRequestBytes: number;
  readonly maxRetryMs: number;
}

/** What one batch may hold: a message that is larger goes alone. */
export interface BatchLimits {
  readonly messages: number;
  readonly bytes: number;
}

const mebibyte = 1_048_576;

export function withDefaults(options: ProducerOptions): ProducerSettings {
  return {
    deliveryTimeoutMs: options.deliveryTimeoutMs ?? 120_000,
    lingerMs: options.lingerMs ?? 0,
    batchSize: options.batchSize ?? 10_000,
    maxBufferedMessages: options.maxBufferedMessages ?? 100_000,
    maxBufferedBytes: options.maxBufferedBytes ?? 64 * mebibyte,
    maxInFlightRequests: options.maxInFlightRequests ?? 5,
    whenFull: options.whenFull ?? 'wait',
    compressed: options.compressed ?? false,
    partitioner: options.partitioner,
    retryMs: options.retryMs ?? 100,
    keepsProcessAlive: options.keepsProcessAlive ?? true,
    onUndelivered: options.onUndelivered ?? (() => {}),
    maxBatchBytes: mebibyte,
    maxRequestBytes: 4 * mebibyte,
    maxRetryMs: 1_000,
  };
}
