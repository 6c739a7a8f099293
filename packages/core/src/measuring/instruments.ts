/**
 * Every instrument of kfw, by its name in Prometheus, where units are part of it. docs/reference/metrics.md lists them, held equal by a
 * test. Labels are few and bounded: `label-limits.ts`.
 */
import { durationBuckets, type Instrument, messageBuckets } from './instrument.js';

const consumer = ['group', 'topic', 'consumer'] as const;

interface Described<Labels extends readonly string[]> {
  readonly dotted: string;
  readonly unit: string;
  readonly help: string;
  readonly labels: Labels;
}

type Of<
  Kind extends Instrument['kind'],
  Labels extends readonly string[],
  PerPartition extends boolean,
> = Instrument & {
  readonly kind: Kind;
  readonly labels: Labels;
  readonly perPartition: PerPartition;
};

function instrument<
  Kind extends Instrument['kind'],
  const Labels extends readonly string[],
  PerPartition extends boolean,
>(
  kind: Kind,
  described: Described<Labels>,
  perPartition: PerPartition,
  more: { readonly merge?: Instrument['merge']; readonly buckets?: readonly number[] } = {},
): Of<Kind, Labels, PerPartition> {
  const { merge = 'sum', buckets = [] } = more;
  return Object.freeze({ kind, ...described, perPartition, merge, buckets });
}

const counter = <const L extends readonly string[]>(dotted: string, unit: string, help: string, labels: L) =>
  instrument('counter', { dotted, unit, help, labels }, false);
const laneCounter = <const L extends readonly string[]>(dotted: string, unit: string, help: string, labels: L) =>
  instrument('counter', { dotted, unit, help, labels }, true);
const gauge = <const L extends readonly string[]>(dotted: string, unit: string, help: string, labels: L) =>
  instrument('gauge', { dotted, unit, help, labels }, false);
const laneGauge = (dotted: string, unit: string, help: string, merge: Instrument['merge'] = 'sum') =>
  instrument('gauge', { dotted, unit, help, labels: consumer }, true, { merge });
const duration = <const L extends readonly string[]>(dotted: string, help: string, labels: L) =>
  instrument('histogram', { dotted, unit: 's', help, labels }, false, { buckets: durationBuckets });
const laneDuration = (dotted: string, help: string) =>
  instrument('histogram', { dotted, unit: 's', help, labels: consumer }, true, { buckets: durationBuckets });

export const instruments = Object.freeze({
  // Consuming.
  kfw_consumer_messages_total: laneCounter(
    'kfw.consumer.messages',
    '{message}',
    'Messages that are done, by how: consumed, skipped, deadLettered, retryScheduled or expired.',
    [...consumer, 'outcome'],
  ),
  kfw_consumer_bytes_total: laneCounter(
    'kfw.consumer.bytes',
    'By',
    'Bytes of the messages that are done, as their batches held them before compression.',
    [...consumer, 'outcome'],
  ),
  kfw_consumer_failures_total: laneCounter(
    'kfw.consumer.failures',
    '{failure}',
    'Handler calls that failed, by the class of the error and the decision: retry, deadLetter, retryTopic, skip, stop, or wait for something that is down.',
    [...consumer, 'error', 'decision'],
  ),
  kfw_dead_letters_total: laneCounter(
    'kfw.dead_letters',
    '{message}',
    'Messages that are in the dead-letter topic, by the class of the error; verdict when the handler said so.',
    [...consumer, 'error'],
  ),
  kfw_consumer_skips_total: laneCounter(
    'kfw.consumer.skips',
    '{message}',
    'Messages that were skipped, by the class of the error; verdict when the handler said so.',
    [...consumer, 'error'],
  ),
  kfw_consumer_handler_seconds: laneDuration(
    'kfw.consumer.handler',
    'How long handler calls took, those that failed included: one call of consume, or a run of process over a batch.',
  ),
  kfw_consumer_batch_messages: instrument(
    'histogram',
    { dotted: 'kfw.consumer.batch', unit: '{message}', help: 'Messages of a handler call.', labels: consumer },
    true,
    { buckets: messageBuckets },
  ),
  kfw_consumer_queue_seconds: laneDuration(
    'kfw.consumer.queue',
    'How long the oldest message of a handler call was in memory before its call.',
  ),
  kfw_consumer_waiting_seconds_total: laneCounter(
    'kfw.consumer.waiting',
    's',
    'Time that partitions spent waiting for something that a handler needs and that is down.',
    consumer,
  ),
  kfw_consumer_waiting_partitions: laneGauge(
    'kfw.consumer.waiting_partitions',
    '{partition}',
    'Partitions that wait for something that is down.',
  ),
  kfw_consumer_lag_messages: laneGauge(
    'kfw.consumer.lag',
    '{message}',
    'Messages from the first that is not finished to the end of the partition.',
  ),
  kfw_consumer_lag_seconds: laneGauge(
    'kfw.consumer.lag_seconds',
    's',
    'Age of the oldest message that is not finished; 0 when every message is.',
    'max',
  ),
  kfw_consumer_buffer_bytes: laneGauge(
    'kfw.consumer.buffer',
    'By',
    'Memory of messages that are fetched and not finished.',
  ),
  kfw_assigned_partitions: laneGauge('kfw.assigned_partitions', '{partition}', 'Partitions that this process has.'),
  kfw_stalled_partitions: laneGauge(
    'kfw.stalled_partitions',
    '{partition}',
    'Partitions that have work and have made no progress for consumer.stallTimeoutMs.',
  ),
  // Groups.
  kfw_commit_seconds: duration(
    'kfw.commit',
    'How long commits of offsets took, those that failed included; in a transaction, from its begin to its end.',
    ['group'],
  ),
  kfw_commit_failures_total: counter(
    'kfw.commit.failures',
    '{commit}',
    'Commits that failed, those in transactions included.',
    ['group', 'error'],
  ),
  kfw_rebalances_total: counter(
    'kfw.rebalances',
    '{rebalance}',
    'Rebalances of the group that this member went through; its first join is not one.',
    ['group'],
  ),
  kfw_rebalance_seconds: duration(
    'kfw.rebalance',
    'How long a rebalance kept handler calls from beginning: from its notice, or the loss of the partitions, until the member had joined.',
    ['group'],
  ),
  kfw_group_restarts_total: counter(
    'kfw.group.restarts',
    '{restart}',
    'Restarts of the membership by cause: stalled, or crashed, each attempt counted.',
    ['group', 'cause'],
  ),
  kfw_group_member: gauge('kfw.group.member', '1', '1 while this process is a member of the group, else 0.', ['group']),
  kfw_dead_letter_backlog_messages: gauge(
    'kfw.dead_letters.backlog',
    '{message}',
    'Dead letters that kfw dlq has not handled yet, counted by offsets every minute while a server runs.',
    ['topic'],
  ),
  // Producing.
  kfw_producer_messages_total: counter(
    'kfw.producer.messages',
    '{message}',
    'Messages that were acknowledged; those of a transaction once it is committed.',
    ['topic'],
  ),
  kfw_producer_bytes_total: counter(
    'kfw.producer.bytes',
    'By',
    'Bytes of the messages that were acknowledged, before compression.',
    ['topic'],
  ),
  kfw_producer_batch_messages: instrument(
    'histogram',
    {
      dotted: 'kfw.producer.batch',
      unit: '{message}',
      help: 'Messages of a batch that was acknowledged.',
      labels: ['topic'],
    },
    false,
    { buckets: messageBuckets },
  ),
  kfw_producer_queue_seconds: duration(
    'kfw.producer.queue',
    'How long the oldest message of a batch waited before it was sent first.',
    ['topic'],
  ),
  kfw_delivery_seconds: duration(
    'kfw.delivery',
    'From the call to the acknowledgement of the oldest message of a batch, retries included.',
    ['topic'],
  ),
  kfw_producer_retries_total: counter('kfw.producer.retries', '{batch}', 'Batches that are sent again.', [
    'topic',
    'error',
  ]),
  kfw_producer_failures_total: counter(
    'kfw.producer.failures',
    '{message}',
    'Messages that were not delivered, those refused before sending included.',
    ['topic', 'error'],
  ),
  kfw_producer_dropped_total: counter(
    'kfw.producer.dropped',
    '{message}',
    'Messages that a full buffer did not take.',
    ['topic'],
  ),
  kfw_producer_buffered_messages: gauge(
    'kfw.producer.buffered_messages',
    '{message}',
    'Messages that wait for their acknowledgement.',
    [],
  ),
  kfw_transactions_total: counter(
    'kfw.transactions',
    '{transaction}',
    'Transactions that had begun, by how they ended: committed, aborted, or inDoubt when no response says which.',
    ['outcome'],
  ),
  // Connections.
  kfw_request_seconds: duration(
    'kfw.request',
    'How long requests to brokers took until their response, long polls of Fetch and waiting joins included.',
    ['broker', 'api'],
  ),
  kfw_request_errors_total: counter(
    'kfw.request.errors',
    '{request}',
    'Requests to brokers without a response: timeout, closed, or the code of a failed connection, which counts as ApiVersions.',
    ['broker', 'api', 'error'],
  ),
  kfw_registry_request_seconds: duration(
    'kfw.registry.request',
    'How long requests to the schema registry took, those that failed included.',
    [],
  ),
  kfw_registry_request_errors_total: counter(
    'kfw.registry.request.errors',
    '{request}',
    'Requests to the schema registry that failed: noResponse, unavailable, unauthorized or invalidResponse.',
    ['error'],
  ),
  // The process.
  kfw_buffered_bytes: gauge(
    'kfw.buffered',
    'By',
    'Bytes of messages in memory: in, fetched and not finished; out, sent and not acknowledged.',
    ['direction'],
  ),
  kfw_buffer_limit_bytes: gauge(
    'kfw.buffer_limit',
    'By',
    'The bounds on them: consumer.maxTotalBufferedBytes and producer.maxBufferedBytes.',
    ['direction'],
  ),
  kfw_event_loop_delay_seconds: gauge(
    'kfw.event_loop.delay',
    's',
    'Delay of the event loop over the last 5 to 10 s: median, 99th percentile (p99), and maximum (max).',
    ['statistic'],
  ),
  kfw_event_loop_blocked_total: counter(
    'kfw.event_loop.blocked',
    '{blockage}',
    'Times that the event loop was blocked for longer than a second.',
    [],
  ),
  kfw_process_memory_bytes: gauge(
    'kfw.process.memory',
    'By',
    'Memory of the process: rss, heapUsed, heapTotal, external or arrayBuffers.',
    ['kind'],
  ),
  kfw_process_start_time_seconds: gauge(
    'kfw.process.start_time',
    's',
    'When the process started, in seconds since 1970.',
    [],
  ),
  kfw_server_state: gauge('kfw.server.state', '1', '1 for the state that the server is in, else 0.', ['state']),
  kfw_info: instrument(
    'gauge',
    {
      dotted: 'kfw.info',
      unit: '1',
      help: 'Always 1; its labels are the versions of kfw, of Node.js and of the Kafka client.',
      labels: ['version', 'node', 'client'],
    },
    false,
    { merge: 'max' },
  ),
});

export type InstrumentName = keyof typeof instruments;

/** The names of the instruments of one kind. */
export type NameOf<Kind extends Instrument['kind']> = {
  [Name in InstrumentName]: (typeof instruments)[Name]['kind'] extends Kind ? Name : never;
}[InstrumentName];

/** The labels that a series of an instrument has. Without a partition: the series that is at 0 before the first assignment. */
export type LabelsOf<Name extends InstrumentName> = {
  readonly [Label in (typeof instruments)[Name]['labels'][number]]: string;
} & ((typeof instruments)[Name]['perPartition'] extends true ? { readonly partition: number | undefined } : unknown);
