/** Messages as a tracer sees them. */

/** Header values by name; a name that was sent repeatedly holds a list. */
export type TracedHeaders = Readonly<Record<string, TracedValue | readonly TracedValue[]>>;

type TracedValue = Buffer | string | null;

/** One header as bytes. */
export type TraceHeader = readonly [name: Buffer, value: Buffer | null];

/** A consumed message. */
export interface TracedMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Which delivery it is: 1 at first. */
  readonly attempt: number;
  readonly receivedAt: Date;
  readonly rawKey: Buffer | null;
  readonly isTombstone: boolean;
  /** False when it has none: reading `rawHeaders` costs more. */
  readonly mayHaveHeaders: boolean;
  readonly rawHeaders: TracedHeaders;
  /** What its handler has said about it: skip, dead letter or retry later. */
  readonly verdict: unknown;
}

/** A message that is about to be sent. */
export interface TracedSend {
  readonly key: Buffer | null;
  /** `null` is a tombstone. */
  readonly value: Buffer | null;
}
