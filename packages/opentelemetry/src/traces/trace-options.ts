/** The options of traces. */
export interface TraceOptions {
  /**
   * Asks the sampler about each message and each call, also where the trace that it belongs to is not sampled. For samplers
   * that do not follow the parent; costs about a microsecond per message. Default false.
   */
  readonly everyMessage?: boolean | undefined;
  /**
   * Whether a batch whose messages are all of one trace is a part of that trace. Otherwise each batch has a trace of its own,
   * with links to its messages. Default true.
   */
  readonly joinSingleTrace?: boolean | undefined;
  /** Whether spans of single messages have the key of the message. Default true. */
  readonly messageKeys?: boolean | undefined;
}
