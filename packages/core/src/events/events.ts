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
  /** An Avro schema does not mean what it seems to, such as a misspelt logical type. Once each, when it is first used. */
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
  /** `paths` are answered there: kfw's own, and those of listeners. */
  'health.listening': { address: string; paths: readonly string[] };
  'signal.received': { signal: string };
  /** No new work is taken; partitions are kept. */
  'app.quieting': { reason: string };
  /** A status report was requested (SIGTTIN); `joining` are the groups that the server has not joined yet. */
  'app.inspected': { state: string; joining: readonly string[]; lanes: readonly LaneStatus[] };
  'app.stopping': { reason: string };
  /** Something failed after the stop had begun; the stop continues. */
  'app.stopFailed': { error: Error };
  /** The app's `closing` threw, or took too long; it is closed all the same. */
  'app.closingFailed': { error: Error };
  'app.stopped': { durationMs: number };
  /** A stop that did not end in time, with what was still running. */
  'app.stopForced': { running: readonly RunningWork[] };

  /** The member joins the group; the group may wait for the session of a killed member to time out. */
  'group.joining': { group: string };
  /** The member has not joined the group yet: the group may wait for the session of a killed member to time out. */
  'group.waiting': { group: string; waitedMs: number; sessionTimeoutMs: number };
  'group.joined': { group: string; memberId: string; generation: number };
  /**
   * The membership crashed and restarts after `restartInMs`; `attempt` counts the crashes in a row. Without
   * `restartInMs` there is no restart, and the process stops.
   */
  'group.crashed': { group: string; error: Error; attempt: number; restartInMs: number | undefined };
  /** The group's source has fetched nothing for so long; its membership is restarted now, or was before. */
  'group.stalled': { group: string; stalledForMs: number; restarting: boolean };
  /** A group that had stalled is joined again; `partitions` are those whose handlers were abandoned. */
  'group.restarted': { group: string; partitions: readonly TopicPartition[]; durationMs: number };
  'partitions.assigned': { group: string; generation: number; partitions: readonly TopicPartition[] };
  'partitions.revoked': { group: string; generation: number; partitions: readonly TopicPartition[] };

  /**
   * A handler consumed messages: one call of `consume`, or a run of `process` over a batch. `messages` counts those that it
   * finished. One that failed has consumed the messages that are done all the same: those before the one that `process` failed
   * at, and those that `consume` had marked. `consumer.failed` follows.
   */
  'consumer.consumed': HandledRange & { messages: number; durationMs: number };
  /**
   * A handler threw at `offset`: the message that `process` was at, or the first of its batch that `consume` had not
   * marked. After `retryInMs` the partition continues from the first unmarked message: when the back-off is over, and the
   * pause that the handler asked for (`Infinity`: until it calls `resume`). `attempt` counts the failures attributed to
   * that message here. `outcome` is the decision; only `retry` has a `retryInMs`, and every other decision has an event of
   * its own once it is executed.
   */
  'consumer.failed': HandledRange & {
    offset: number;
    attempt: number;
    outcome: 'retry' | 'deadLetter' | 'move' | 'skip' | 'stop';
    retryInMs: number | undefined;
    error: Error;
  };
  /**
   * A handler met an outage at `offset` (`errors.outage` of the route): the message waits until that is over, and is
   * retried in `retryInMs`. `since` is the start of the partition's outage, `failures` the number of calls that failed
   * because of it. It is not counted as a failure of the message, and there is no `consumer.failed`.
   */
  'partition.waiting': MessagePosition & { since: Date; failures: number; retryInMs: number; error: Error };
  /** No message of the partition waits for an outage any longer. */
  'partition.recovered': Omit<MessagePosition, 'offset'> & { waitedMs: number; failures: number };
  /**
   * A partition has work and has made no progress for `consumer.stallTimeoutMs`: `offset` is the first unfinished message,
   * `lag` the number of messages to the end of the partition. With `restarting` its group is restarted. Without, a restart
   * for the same offset did not help before: nothing more is done, and `/livez` fails.
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
   * The event loop was blocked for so long. `consumers`: those whose handlers ran meanwhile, the one called last first;
   * none when the process was stopped from outside. Longer than the session timeout, and the group may have removed the
   * member.
   */
  'loop.blocked': { durationMs: number; consumers: readonly string[]; sessionTimeoutMs: number };
  /**
   * An abandoned handler has ended after all, with or without an error: it had run past `handlerTimeoutMs`, or its
   * partition was lost meanwhile. Its result is ignored.
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
  /** A message could not be sent to the topic `to`: it is retried in `retryInMs`, and nothing overtakes it. */
  'message.stuck': MessagePosition & { to: string; retryInMs: number; error: Error };
  /** A message counts as done without having been handled: its handler decided so, or its error is of the kind `skip`. */
  'message.skipped': MessagePosition & { reason: string; error: Error | undefined };
  /** A handler asked for a message again, with `retryAfter`. */
  'message.postponed': MessagePosition & { retryInMs: number };
  /** Messages were older than the `maxAgeMs` of their route, and were skipped. */
  'messages.expired': HandledRange & { messages: number; maxAgeMs: number };

  /** `@OnAssigned`, `@OnRevoked` or `@OnShutdown` threw; an error before or after a batch is the handler's. */
  'callback.failed': Omit<HandledRange, 'firstOffset' | 'lastOffset'> & { callback: string; error: Error };
  /**
   * The previous owner of a partition of a transactional route could not be fenced: no message of the partition is handled
   * before that succeeds, and it is retried after `retryInMs`.
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
   * Messages of one request that a broker rejected or did not acknowledge are sent again in `retryInMs`; `attempt` counts
   * the failures in a row of the first of them. Partition -1: the metadata of the topic could not be fetched, so no
   * partition is chosen yet.
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
   * `deliver` sends payloads without a declared schema to a topic, as `format` (`json`, `text` or `raw`), although the
   * registry has a schema for it under `subject`. Once per topic.
   */
  'delivery.undeclared': { topic: string; subject: string; format: string; isAppLoaded: boolean };
  /** The buffer had no room for messages, and `whenFull` is `drop`: once per call, and topic of it. */
  'delivery.dropped': { topic: string; messages: number; bufferedMessages: number; bufferedBytes: number };

  /**
   * A message was not delivered, and no caller waits for its report: it came from `deliverAsync`, or the process ended. One
   * event each. `partition` is undefined when none was chosen yet.
   */
  'delivery.lost': { topic: string; partition: number | undefined; key: Buffer | null; error: Error };

  /**
   * A server that may not create topics starts, and the cluster has no such dead-letter or retry topic, or does not show
   * it. `of` are the topics whose messages go there. One event each.
   */
  'topic.missing': { topic: string; kind: 'dead-letter' | 'retry'; of: readonly string[] };

  /** An app that may create topics has created those that it wants and that were missing, by their names on the cluster. */
  'topics.created': { topics: readonly string[] };
  /** Some of them got fewer replicas than they declare: one on each of `brokers`. */
  'replication.reduced': { topics: readonly string[]; brokers: number };

  /** A listener threw. */
  'listener.failed': { listened: string; error: Error };
  /** A warning of the Kafka client. */
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

/** The state of one partition's lane. */
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
  /** Time to the retry, while backing off. */
  retryInMs: number | undefined;
  /** Time to the end of the pause, while paused; unknown when only `resume` ends it. */
  resumesInMs: number | undefined;
  /** Time to the next call, while idle: messages are delayed, a batch fills up, or all waiting keys back off. */
  dueInMs: number | undefined;
  /** The outage that its messages wait for: something that a handler needs is down. `error` is the class of the error. */
  outage: { forMs: number; reason: string; error: string } | undefined;
  /** In memory: fetched, and not finished or not released yet, such as those that a running `process` has handled. */
  backlogMessages: number;
  backlogBytes: number;
  /** Handled and not marked, with `manualOffsets`; they are behind, too. */
  unmarked: number | undefined;
  /** Messages from the first that is not finished to the end of the partition, as of the last fetch; unknown before it. */
  lag: number | undefined;
  /**
   * The age in seconds of the oldest message that is not finished, 0 when all are; unknown before the first fetch. Of a message
   * that was not fetched yet, at least the time since it was seen to exist.
   */
  lagSeconds: number | undefined;
}

/** The content of the boot banner. */
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
