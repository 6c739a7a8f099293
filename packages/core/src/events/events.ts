/**
 * Every event that kfw publishes, with its payload. One list for people in docs/reference/events.md, held equal by a test.
 * Payloads name things as they are on the wire; they never hold message payloads or secrets.
 */
import type { TopicPartition } from './topic-partition.js';

export interface KfwEvents {
  /** The routes are compiled and the app is set up; nothing is connected yet. */
  'app.initialized': AppDescription;
  /** A setting that works and is not safe, such as SASL PLAIN without TLS. Once each, after `app.initialized`. */
  'config.warned': { setting: string; message: string };
  /** An Avro schema means something that it does not say, such as a misspelt logical type. Once each, when it is first used. */
  'schema.warned': { schema: string; path: string; message: string };
  /** A connection attempt failed and will be made again. */
  'connection.retrying': {
    target: 'brokers' | 'registry';
    addresses: readonly string[];
    setting: string;
    attempt: number;
    retryInMs: number;
    error: Error;
  };
  /** Brokers and registry answered. */
  'app.connected': { brokers: readonly string[]; registry: string | undefined };
  /** Every group has been started. */
  'app.running': { groups: readonly string[] };
  /** `/livez` and `/readyz` are answered there. */
  'health.listening': { address: string };
  'signal.received': { signal: string };
  /** No new work is taken; partitions are kept. */
  'app.quieting': { reason: string };
  /** Somebody asked what the server is doing (SIGTTIN); `joining` are groups that have not taken it in yet. */
  'app.inspected': { state: string; joining: readonly string[]; lanes: readonly LaneStatus[] };
  'app.stopping': { reason: string };
  /** Something failed after the stop had begun; the stop goes on. */
  'app.stopFailed': { error: Error };
  /** The app's `closing` threw, or took too long; it is closed all the same. */
  'app.closingFailed': { error: Error };
  'app.stopped': { durationMs: number };
  /** A stop that did not end in time, with what was still running. */
  'app.stopForced': { running: readonly RunningWork[] };

  /** The group is asked to take this member in; it may wait for the session of one that was killed. */
  'group.joining': { group: string };
  /** The group has not taken this member in yet: it may wait for one that is gone, as long as its session lasts. */
  'group.waiting': { group: string; waitedMs: number; sessionTimeoutMs: number };
  'group.joined': { group: string; memberId: string; generation: number };
  /**
   * The membership broke off and begins anew after `restartInMs`; `attempt` counts the crashes in a row. Without
   * `restartInMs` it is given up, and the process stops.
   */
  'group.crashed': { group: string; error: Error; attempt: number; restartInMs: number | undefined };
  /** The group's source has asked for no messages for so long; its membership is begun anew, or has been already. */
  'group.stalled': { group: string; stalledForMs: number; restarting: boolean };
  /** A group that had stalled is joined again; `partitions` are those whose handlers were given up. */
  'group.restarted': { group: string; partitions: readonly TopicPartition[]; durationMs: number };
  'partitions.assigned': { group: string; generation: number; partitions: readonly TopicPartition[] };
  'partitions.revoked': { group: string; generation: number; partitions: readonly TopicPartition[] };

  /** A handler finished: one call of `consume`, or a run of `process` over a batch. `messages` are those that are done by it. */
  'consumer.consumed': HandledRange & { messages: number; durationMs: number };
  /**
   * A handler threw at `offset`: the message that `process` was at, or the first of its batch that `consume` had not
   * marked. After `retryInMs` the partition goes on from the first message not marked: when the back-off is over, and a
   * pause that the handler asked for (`Infinity`: when it calls `resume`). `attempt` counts the failures that were put
   * down to that message here. `outcome` is what was decided; only with `retry` there is a `retryInMs`, and what else is
   * decided has an event of its own when it is done.
   */
  'consumer.failed': HandledRange & {
    offset: number;
    attempt: number;
    outcome: 'retry' | 'deadLetter' | 'move' | 'skip' | 'stop';
    retryInMs: number | undefined;
    error: Error;
  };
  /**
   * A handler met an outage at `offset` (`errors.outage` of the route): the message waits for what is down, and is tried
   * again in `retryInMs`. `since` is when the partition's outage began, `failures` how many calls it has ended so far. It
   * counts as no failure of the message, and there is no `consumer.failed`.
   */
  'partition.waiting': MessagePosition & { since: Date; failures: number; retryInMs: number; error: Error };
  /** No message of the partition waits for something that is down any more. */
  'partition.recovered': Omit<MessagePosition, 'offset'> & { waitedMs: number; failures: number };
  /**
   * A partition has something to do and has not moved for `consumer.stallTimeoutMs`: `offset` is the first that is not done,
   * `lag` how many are left to the end of the partition. With `restarting` its group is begun anew. Without, that has
   * been done before for the same offset and did not help: it stays as it is, and `/livez` fails.
   */
  'consumer.stalled': {
    group: string;
    topic: string;
    partition: number;
    consumer: string;
    offset: number | undefined;
    state: LaneStatus['state'];
    /** The callback that runs; `undefined` when none does. */
    callback: string | undefined;
    /** How long the handler's call has run, when one runs. */
    runningMs: number | undefined;
    lag: number;
    stalledForMs: number;
    restarting: boolean;
  };
  /**
   * The event loop did not turn for so long. `consumers`: whose handlers ran meanwhile, the one called last first; none
   * when the process was stopped from outside. Longer than the session, and the group may have gone on without the member.
   */
  'loop.blocked': { durationMs: number; consumers: readonly string[]; sessionTimeoutMs: number };
  /**
   * A handler that was given up has ended after all, with an error or without: it had run past `handlerTimeoutMs`, or its
   * partition has been lost meanwhile. What it did counts no more.
   */
  'consumer.returnedLate': HandledRange & { error: Error | undefined };

  /**
   * A message is in the dead-letter topic `to`, and counts as done. `attempts` is how often it was delivered to a handler;
   * `reason` is the error's message, or what the handler said; without `error` it was the handler that said so.
   */
  'message.deadLettered': MessagePosition & { to: string; attempts: number; reason: string; error: Error | undefined };
  /** A message is in the retry topic `to`, and counts as done here. */
  'message.retryScheduled': MessagePosition & {
    to: string;
    attempts: number;
    reason: string;
    error: Error | undefined;
  };
  /** A message could not be sent to the topic `to`: it is tried again in `retryInMs`, and nothing overtakes it. */
  'message.stuck': MessagePosition & { to: string; retryInMs: number; error: Error };
  /** A message counts as done without having been handled: its handler said so, or its error was to be skipped. */
  'message.skipped': MessagePosition & { reason: string; error: Error | undefined };
  /** A handler asked for a message again, with `retryAfter`. */
  'message.postponed': MessagePosition & { retryInMs: number };
  /** Messages were older than the `maxAgeMs` of their route, and were skipped. */
  'messages.expired': HandledRange & { messages: number; maxAgeMs: number };

  /** `@OnAssigned`, `@OnRevoked` or `@OnShutdown` threw; an error before or after a batch is the handler's. */
  'callback.failed': Omit<HandledRange, 'firstOffset' | 'lastOffset'> & { callback: string; error: Error };
  /**
   * A partition of a transactional route could not be taken over from whoever had it before: nothing of it is handled
   * until that has been done, and it is tried again after `retryInMs`.
   */
  'takeover.failed': { group: string; topic: string; partition: number; retryInMs: number; error: Error };
  /** The schemas of a batch could not be resolved; the partition tries again after `retryInMs`. */
  'schemas.unavailable': { group: string; topic: string; partition: number; retryInMs: number; error: Error };

  'offsets.committed': { group: string; offsets: readonly (TopicPartition & { offset: number })[] };
  'offsets.commitFailed': {
    group: string;
    offsets: readonly (TopicPartition & { offset: number })[];
    error: Error;
  };

  /** A responder's messages were acknowledged. */
  'responder.responded': { responder: string; topics: readonly string[]; messages: number; durationMs: number };
  /**
   * Messages of one request that a broker did not take, or did not say that it had, are sent again in `retryInMs`;
   * `attempt` is how often the first of them has failed in a row. Partition -1: the cluster could not be asked about the
   * topic, so that none is chosen yet.
   */
  'delivery.retrying': {
    partitions: readonly TopicPartition[];
    messages: number;
    attempt: number;
    retryInMs: number;
    error: Error;
  };
  'delivery.failed': { topic: string; partition: number; messages: number; error: Error };
  /**
   * `deliver` sends to a topic what no schema describes, as `format` (`json`, `text` or `raw`), although the registry has one
   * for it under `subject`. Once per topic.
   */
  'delivery.undeclared': { topic: string; subject: string; format: string; isAppLoaded: boolean };
  /** The buffer had no room for messages, and `whenFull` is `drop`: once per call, and topic of it. */
  'delivery.dropped': { topic: string; messages: number; bufferedMessages: number; bufferedBytes: number };

  /**
   * A message was not delivered, and nobody waits for its report: `deliverAsync` took it, or the process ended. One event
   * each. `partition` is undefined when none was chosen yet.
   */
  'delivery.lost': { topic: string; partition: number | undefined; key: Buffer | null; error: Error };

  /**
   * A server that may not create topics starts, and the cluster has no such dead-letter or retry topic, or does not show
   * it. `of` are the topics whose messages go there. One event each.
   */
  'topic.missing': { topic: string; kind: 'dead-letter' | 'retry'; of: readonly string[] };

  /** A listener threw. */
  'listener.failed': { listened: string; error: Error };
  /** What the Kafka client itself had to say. */
  'transport.warned': { message: string; detail: Readonly<Record<string, unknown>> };
  'transport.failed': { message: string; detail: Readonly<Record<string, unknown>> };
}

export type EventName = keyof KfwEvents;

interface HandledRange {
  group: string;
  topic: string;
  partition: number;
  consumer: string;
  firstOffset: number;
  lastOffset: number;
}

type MessagePosition = Omit<HandledRange, 'firstOffset' | 'lastOffset'> & { offset: number };

/** One handler or callback that a stop waited for. */
export interface RunningWork {
  group: string;
  topic: string;
  partition: number;
  consumer: string;
  /** `onAssigned`, `onRevoked` or `onShutdown`; `undefined` when it is the handler. */
  callback: string | undefined;
  runningMs: number;
}

/** What one partition's lane is doing. */
export interface LaneStatus {
  group: string;
  topic: string;
  partition: number;
  consumer: string;
  /**
   * `held`: it begins nothing, because the server is quiet, stops, or its group rebalances. `paused`: its handler asked
   * for that.
   */
  state: 'idle' | 'running' | 'backing off' | 'paused' | 'held';
  /** How long the call has run, while running. */
  runningMs: number | undefined;
  /** When it goes on, while backing off. */
  retryInMs: number | undefined;
  /** When it goes on, while paused; unknown when only `resume` ends the pause. */
  resumesInMs: number | undefined;
  /** When it goes on by itself, while idle: messages are delayed, a batch fills up, or all keys that wait back off. */
  dueInMs: number | undefined;
  /** What messages of it wait for, and for how long: something that a handler needs is down. */
  outage: { forMs: number; reason: string } | undefined;
  /** Fetched and not finished. */
  backlogMessages: number;
  backlogBytes: number;
  /** Handled and not marked, with `manualOffsets`; they are behind, too. */
  unmarked: number | undefined;
  /** Messages from the frontier to the end of the partition, as of the last fetch; unknown before it. */
  lag: number | undefined;
}

/** What the boot banner shows. */
export interface AppDescription {
  kfwVersion: string;
  nodeVersion: string;
  clientId: string;
  environment: string;
  brokers: readonly string[];
  registry: string | undefined;
  transport: string;
  bootFile: string;
  groups: readonly {
    group: string;
    topics: readonly { topic: string; consumer: string; responder: string | undefined; active: boolean }[];
  }[];
}
