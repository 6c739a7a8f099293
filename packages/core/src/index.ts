/**
 * The public door of core: the names that the author of an adapter needs, such as another transport or codec. Ports,
 * records, errors and the monitor.
 */
export type {
  BufferStatus,
  GroupStatus,
  LaneReport,
  ServerStatus,
} from './application/server-status.js';
export { failureHeaders } from './consuming/failure/forwarded-copy.js';
export type { MessageOutcome } from './consuming/lane/lane-series.js';
export { CooperativeYield } from './consuming/timing/cooperative-yield.js';
export { settlesWithin } from './consuming/timing/settles-within.js';
export type { Headers, Message } from './contracts/message.js';
export { coreErrorTable } from './errors/core-errors.js';
export { defineErrors, isKfwError, KfwError, toError } from './errors/kfw-error.js';
export { suggestName } from './errors/suggest-name.js';
export type { EventName, KfwEvents } from './events/events.js';
export { Monitor } from './events/monitor.js';
export type { TopicPartition } from './events/topic-partition.js';
export { errorClass } from './measuring/error-class.js';
export type { Instrument } from './measuring/instrument.js';
export { type InstrumentName, instruments, type LabelsOf, type NameOf } from './measuring/instruments.js';
export { kafkaErrorClass } from './measuring/kafka-error-class.js';
export type { CollectedInstrument, CollectOptions, GaugeValue, Measurements } from './measuring/measurements.js';
export type { CollectedSeries } from './measuring/merged-series.js';
export type { Counter, Distribution, Histogram, ObservationListener, SeriesIdentity } from './measuring/series.js';
export type * from './ports/admin.js';
export type {
  Codec,
  CodecTarget,
  PayloadOf,
  PayloadReader,
  PayloadSide,
  PayloadWriter,
  Schema,
} from './ports/codec.js';
export type { Endpoint, EndpointResponse, Endpoints } from './ports/endpoints.js';
export { headerEntriesOf, headersAsText, headersByName } from './ports/header-entries.js';
export type { Listener, ListenerContext } from './ports/listener.js';
export { type Logger, loggerOfTopic, silentLogger, type TopicLoggers } from './ports/logger.js';
export type { HeaderEntry, OutboundRecord, RawBatch, RawHeaders, RawRecord } from './ports/records.js';
export type * from './ports/transport.js';
export { callSite } from './routing/declare/call-site.js';
export { collidingNames, isTopicName } from './routing/names/topic-name.js';
export { parseDelay, retryTopicName } from './routing/options/retry-delay.js';
export { backoffMs } from './time/backoff.js';
export type { TracedDecision } from './tracing/traced-decision.js';
export type { TracedHeaders, TracedMessage, TracedSend, TraceHeader } from './tracing/traced-message.js';
export type * from './tracing/tracer.js';
