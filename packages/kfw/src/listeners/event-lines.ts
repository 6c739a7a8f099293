/**
 * The log line of every event: its level, its fields and its sentence. Fields have the names that dashboards filter
 * by (`group`, `topic`, `partition`, `offset`); the sentence is for people. No event holds a payload, so no line
 * does.
 */
import { isUtf8 } from 'node:buffer';
import type { EventName, KfwEvents, LaneStatus, RunningWork, TopicPartition } from '@kfw/core';
import { withoutCredentials } from '../config/secrets/without-credentials.js';
import { type DescribeOptions, describeError, summaryOf } from '../logging/describe-error.js';
import { formatCount, formatDuration, formatPartition, formatPartitions, roundedMs } from './format-values.js';
import { consumerStalled, groupRestarted, groupStalled, loopBlocked } from './liveness-lines.js';

export interface EventLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly sentence: string;
}

export type EventLines = { readonly [Name in EventName]: (event: KfwEvents[Name]) => EventLine };

export function eventLines(options: DescribeOptions): EventLines {
  const described = (error: Error) => {
    const fields = describeError(error, options);
    return { error: fields, summary: summaryOf(fields) };
  };
  const failed = (level: 'debug' | 'warn' | 'error', event: { error: Error }, what: string, after = ''): EventLine => {
    const { error, summary } = described(event.error);
    return line(level, { ...event, error }, `${what}${after}: ${summary}`);
  };
  /** The field for an optional error. */
  const told = (error: Error | undefined) => (error === undefined ? {} : { error: described(error).error });
  const forwardedLine = ({ error: given, ...event }: KfwEvents['message.retryScheduled'], how: string): EventLine =>
    line(
      'warn',
      { ...event, ...told(given) },
      `${how} offset ${event.offset} of ${formatPartition(event)} to ${event.to} after ${formatCount(event.attempts, 'attempt')}: ${event.reason}`,
    );
  const again = (retryInMs: number) =>
    retryInMs === Number.POSITIVE_INFINITY ? ', again when it is resumed' : `, again in ${formatDuration(retryInMs)}`;

  return {
    'app.initialized': (event) =>
      line(
        'info',
        { ...event, brokers: event.brokers.map(withoutCredentials), registry: shown(event.registry) },
        `${event.clientId} is set up for ${event.environment} with kfw ${event.kfwVersion}`,
      ),
    'config.warned': (event) => line('warn', { ...event }, event.message),
    'schema.warned': (event) => line('warn', { ...event }, `${event.schema} at ${event.path}: ${event.message}`),
    'connection.retrying': (event) => {
      const addresses = event.addresses.map(withoutCredentials);
      const { cause, ...told } = described(event.error).error;
      // The message holds the reason, and is said again and again.
      const error = options.verbose && cause !== undefined ? { ...told, cause } : told;
      // The message names the addresses and the setting.
      const sentence = `${error.message} Trying again in ${formatDuration(event.retryInMs)}.`;
      return line('warn', { ...event, addresses, error }, sentence);
    },
    'app.connected': (event) => {
      const brokers = event.brokers.map(withoutCredentials);
      const registry = shown(event.registry);
      const both = registry === undefined ? '' : ` and the registry ${registry}`;
      return line('info', { brokers, registry }, `connected to ${brokers.join(', ')}${both}`);
    },
    'app.running': (event) =>
      line('info', event, `running ${formatCount(event.groups.length, 'group')}: ${event.groups.join(', ')}`),
    'health.listening': (event) => line('info', event, `health is served at http://${event.address}/livez and /readyz`),
    'signal.received': (event) => line('info', event, `received ${event.signal}`),
    'app.quieting': (event) =>
      line(
        'info',
        event,
        `taking no new work until it is stopped (${event.reason}); there is no way back: SIGTERM or Ctrl-C ends it`,
      ),
    'app.inspected': (event) =>
      line(
        'info',
        event,
        [
          `${event.state}, ${joining(event)}${formatCount(event.lanes.length, 'partition')}`,
          ...event.lanes.map(laneLine),
        ].join('\n'),
      ),
    'app.stopping': (event) => line('info', event, `stopping (${event.reason})`),
    'app.stopFailed': (event) => failed('error', event, 'an error while stopping'),
    'app.closingFailed': (event) => failed('error', event, 'closing() of the app failed'),
    'app.stopped': (event) => line('info', timed(event), `stopped in ${formatDuration(event.durationMs)}`),
    'app.stopForced': (event) => {
      const running = event.running.map(
        (work) => `${caller(work)} on ${formatPartition(work)} of ${work.group} for ${formatDuration(work.runningMs)}`,
      );
      const what = running.length === 0 ? 'nothing was still running' : `still running: ${running.join('; ')}`;
      return line('error', event, `the stop was forced; ${what}`);
    },

    'group.joining': (event) => line('info', event, `joining ${event.group}`),
    'group.waiting': (event) =>
      line(
        'info',
        event,
        `still joining ${event.group}: the broker may be waiting for a member that is gone, up to ${formatDuration(event.sessionTimeoutMs)} (consumer.sessionTimeoutMs)`,
      ),
    'group.joined': (event) => line('info', event, `joined ${event.group} as ${event.memberId}`),
    'group.crashed': (event) => {
      const { group, restartInMs } = event;
      if (restartInMs === undefined) return failed('error', event, `${group} crashed and will not restart`);
      return failed('warn', event, `${group} has lost Kafka`, `, joining again in ${formatDuration(restartInMs)}`);
    },
    'group.stalled': (event) => line('error', event, groupStalled(event)),
    'group.restarted': (event) => line('warn', timed(event), groupRestarted(event)),
    'partitions.assigned': (event) =>
      line('info', partitionFields(event), `assigned ${formatPartitions(event.partitions)} to ${event.group}`),
    'partitions.revoked': (event) =>
      line('info', partitionFields(event), `revoked ${formatPartitions(event.partitions)} from ${event.group}`),

    'consumer.consumed': (event) =>
      line(
        'info',
        {
          ...handlerFields(event, event.lastOffset),
          messages: event.messages,
          durationMs: roundedMs(event.durationMs),
        },
        `${event.consumer} consumed ${formatCount(event.messages, 'message')} from ${formatPartition(event)} in ${formatDuration(event.durationMs)}`,
      ),
    'consumer.failed': (event) => {
      const { attempt, outcome, retryInMs } = event;
      const { error, summary } = described(event.error);
      const next = retryInMs === undefined ? `, ${afterFailure[outcome]}` : again(retryInMs);
      return line(
        'error',
        { ...handlerFields(event, event.offset), attempt, outcome, retryInMs, error },
        `${event.consumer} failed at offset ${event.offset} of ${formatPartition(event)}, attempt ${attempt}${next}: ${summary}`,
      );
    },
    'partition.waiting': (event) => {
      const { error, summary } = described(event.error);
      const since = event.failures === 1 ? '' : ` since ${event.since.toISOString()}, ${event.failures} tries`;
      return line(
        isPowerOfTwo(event.failures) ? 'warn' : 'debug',
        { ...event, error },
        `${event.consumer} is waiting for something that is down, at offset ${event.offset} of ${formatPartition(event)}${since}${again(event.retryInMs)}: ${summary}`,
      );
    },
    'partition.recovered': (event) =>
      line(
        'info',
        event,
        `${event.consumer} goes on with ${formatPartition(event)}: it waited ${formatDuration(event.waitedMs)} for something that was down`,
      ),
    'consumer.stalled': (event) => line('error', event, consumerStalled(event)),
    'loop.blocked': (event) => line('error', event, loopBlocked(event)),
    'consumer.returnedLate': ({ error: given, ...event }) => {
      const how = given === undefined ? '' : ` with ${described(given).summary}`;
      return line(
        'warn',
        { ...event, ...told(given) },
        `${event.consumer} has ended${how} after it was given up, at ${formatPartition(event)}, offset ${event.firstOffset}`,
      );
    },
    'message.deadLettered': (event) => forwardedLine(event, 'dead-lettered'),
    'message.retryScheduled': (event) => forwardedLine(event, 'moved'),
    'message.stuck': (event) =>
      failed(
        'error',
        event,
        `could not send offset ${event.offset} of ${formatPartition(event)} to ${event.to}; nothing is skipped`,
        again(event.retryInMs),
      ),
    'message.skipped': ({ error: given, ...event }) =>
      line(
        'warn',
        { ...event, ...told(given) },
        `skipped offset ${event.offset} of ${formatPartition(event)}: ${event.reason}`,
      ),
    'message.postponed': (event) =>
      line(
        'info',
        event,
        `${event.consumer} asks for offset ${event.offset} of ${formatPartition(event)} once more${again(event.retryInMs)}`,
      ),
    'messages.expired': (event) =>
      line(
        'warn',
        event,
        `skipped ${formatCount(event.messages, 'message')} of ${formatPartition(event)} older than ${formatDuration(event.maxAgeMs)} (maxAgeMs)`,
      ),
    'callback.failed': (event) =>
      failed('error', event, `${event.callback} of ${event.consumer} failed on ${formatPartition(event)}`),
    'takeover.failed': (event) =>
      failed(
        'error',
        event,
        `${formatPartition(event)} could not be taken over from whoever had it`,
        again(event.retryInMs),
      ),
    'schemas.unavailable': (event) =>
      failed('warn', event, `no schemas for ${formatPartition(event)}`, again(event.retryInMs)),

    'offsets.committed': (event) => line('debug', event, `committed ${offsets(event)} of ${event.group}`),
    'offsets.commitFailed': (event) => failed('error', event, `could not commit ${offsets(event)} of ${event.group}`),

    'responder.responded': (event) =>
      line(
        'info',
        timed(event),
        `${event.responder} sent ${formatCount(event.messages, 'message')} to ${event.topics.join(', ')} in ${formatDuration(event.durationMs)}`,
      ),
    'delivery.retrying': (event) =>
      failed(
        retryLevel(event.attempt),
        event,
        `could not deliver ${formatCount(event.messages, 'message')} to ${event.partitions.map(partitionOrTopic).join(', ')}, trying again in ${formatDuration(event.retryInMs)}`,
      ),
    'delivery.failed': (event) =>
      failed(
        'error',
        event,
        `could not deliver ${formatCount(event.messages, 'message')} to ${formatPartition(event)}`,
      ),

    'delivery.undeclared': ({ isAppLoaded, ...event }) => {
      const advice = isAppLoaded ? '' : ', or load the app that declares it: await loadApp()';
      return line(
        'warn',
        event,
        `${event.topic} has a schema in the registry (${event.subject}), and deliver sends ${event.format} there: give it the schema${advice}`,
      );
    },
    'delivery.dropped': (event) =>
      line(
        'error',
        event,
        `dropped ${formatCount(event.messages, 'message')} for ${event.topic}: the buffer is full, with ${formatCount(event.bufferedMessages, 'message')} of ${formatCount(event.bufferedBytes, 'byte')}`,
      ),
    'delivery.lost': (event) => {
      const { topic, partition } = event;
      const key = shownKey(event.key);
      const where = partition === undefined ? topic : formatPartition({ topic, partition });
      const named = 'keyBase64' in key ? `key ${key.keyBase64} (base64)` : `key ${JSON.stringify(key.key)}`;
      const reason = event.error.message;
      return line('error', { topic, partition, ...key, reason }, `not delivered to ${where}, ${named}: ${reason}`);
    },

    'topic.missing': (event) =>
      line(
        'warn',
        event,
        `the ${event.kind} topic ${event.topic} does not exist, or may not be seen: create it, or a message of ${event.of.join(', ')} that has to go there holds its partition up`,
      ),

    'listener.failed': (event) => failed('error', event, `a listener of ${event.listened} failed`),
    'transport.warned': (event) => line(clientLevel(event), { detail: event.detail }, clientMessage(event)),
    'transport.failed': (event) => line(clientLevel(event), { detail: event.detail }, clientMessage(event)),
  };
}

function line(level: EventLine['level'], fields: object, sentence: string): EventLine {
  return { level, fields: { ...fields }, sentence };
}

/**
 * The client names the part of it that speaks (`from`). It logs each failed request and each of its own retries; what
 * comes of them has lines of kfw's own, so its words are for debugging. What the transport says itself is a warning.
 */
function clientLevel({ detail }: KfwEvents['transport.failed']): 'debug' | 'warn' {
  return detail.from === undefined ? 'warn' : 'debug';
}

function clientMessage({ message, detail }: KfwEvents['transport.failed']): string {
  return typeof detail.error === 'string' ? `${message}: ${detail.error}` : message;
}

/** `users[0] of shop_example: UsersConsumer running for 3.2 s, 12 messages (2,400 bytes) waiting, 40 behind`. */
function laneLine(lane: LaneStatus): string {
  const { group, consumer, state, runningMs, retryInMs, resumesInMs, dueInMs } = lane;
  const { backlogMessages, backlogBytes, unmarked, lag } = lane;
  const since = runningMs === undefined ? '' : ` for ${formatDuration(runningMs)}`;
  const againInMs = retryInMs ?? resumesInMs ?? dueInMs;
  const until = againInMs === undefined ? '' : `, again in ${formatDuration(againInMs)}`;
  const { outage } = lane;
  const down =
    outage === undefined
      ? ''
      : `, waiting for something that is down for ${formatDuration(outage.forMs)} (${outage.reason})`;
  const waiting = `${formatCount(backlogMessages, 'message')} (${formatCount(backlogBytes, 'byte')}) not finished`;
  const handled = unmarked ? `, ${unmarked} handled and not marked` : '';
  const behind = lag === undefined ? '' : `, ${lag} behind`;
  return `${formatPartition(lane)} of ${group}: ${consumer} ${state}${since}${until}${down}, ${waiting}${handled}${behind}`;
}

/** Groups that have not taken the member in yet. */
function joining({ joining: groups }: KfwEvents['app.inspected']): string {
  return groups.length === 0 ? '' : `joining ${groups.join(', ')}, `;
}

/** `UsersConsumer`, or `onShutdown of UsersConsumer`. */
function caller({ consumer, callback }: RunningWork): string {
  return callback === undefined ? consumer : `${callback} of ${consumer}`;
}

function timed<E extends { durationMs: number }>(event: E): E {
  return { ...event, durationMs: roundedMs(event.durationMs) };
}

function shown(address: string | undefined): string | undefined {
  return address === undefined ? undefined : withoutCredentials(address);
}

/** What is done about a failure that is not tried again where it is. */
const afterFailure: Readonly<Record<KfwEvents['consumer.failed']['outcome'], string>> = {
  retry: 'again',
  deadLetter: 'and goes to the dead letters',
  move: 'and goes to a retry topic',
  skip: 'and is skipped',
  stop: 'and stops the app',
};

/** A key as text, when it is text. */
function shownKey(key: Buffer | null): { key: string | null } | { keyBase64: string } {
  if (key === null) return { key: null };
  return isUtf8(key) ? { key: key.toString() } : { keyBase64: key.toString('base64') };
}

/** The fields that every line about a handler begins with. */
function handlerFields(event: KfwEvents['consumer.consumed'] | KfwEvents['consumer.failed'], offset: number): object {
  const { group, topic, partition, consumer, firstOffset, lastOffset } = event;
  return { group, topic, partition, offset, consumer, firstOffset, lastOffset };
}

/** Partitions as lists of numbers by topic; a single topic and a single partition also by their own names. */
function partitionFields(event: KfwEvents['partitions.assigned']): object {
  const [first, ...others] = event.partitions;
  const single = first !== undefined && others.length === 0 ? first : {};
  return { group: event.group, generation: event.generation, ...single, partitions: event.partitions };
}

function offsets({ offsets: all }: { offsets: readonly (TopicPartition & { offset: number })[] }): string {
  const named = all.slice(0, 8).map((entry) => `${formatPartition(entry)} to ${entry.offset}`);
  return all.length > 8 ? `${named.join(', ')} and ${all.length - 8} more` : named.join(', ');
}

/** A new topic, or one whose leader has moved, is answered so once; of a long outage every doubling is told. */
function retryLevel(attempt: number): 'debug' | 'warn' {
  return attempt > 1 && isPowerOfTwo(attempt) ? 'warn' : 'debug';
}

/** Of what comes again and again: the first, and each doubling. */
function isPowerOfTwo(amount: number): boolean {
  return (amount & (amount - 1)) === 0;
}

function partitionOrTopic(at: { readonly topic: string; readonly partition: number }): string {
  return at.partition < 0 ? at.topic : formatPartition(at);
}
