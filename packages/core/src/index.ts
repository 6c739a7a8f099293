export type { ConsumeCall, ConsumeMiddleware, ConsumerClass } from './contracts/consumer.js';
export type { Batch, Headers, Message } from './contracts/message.js';
export type {
  DeliveredTo,
  ResponderClass,
  ResponderReport,
  ResponderTopicOptions,
  TopicMap,
} from './contracts/responder.js';
export { CriticalError, defineErrors, type ErrorTable, isKfwError, KfwError, toError } from './errors/kfw-error.js';
export type { AppDescription, EventName, KfwEvents, RunningWork } from './events/events.js';
export { type EventHandler, Monitor } from './events/monitor.js';
export { json, raw, text } from './payloads/schemas.js';
export type {
  Codec,
  CodecTarget,
  PayloadOf,
  PayloadReader,
  PayloadSide,
  PayloadWriter,
  Schema,
} from './ports/codec.js';
export { type Logger, silentLogger } from './ports/logger.js';
export type { OutboundRecord, RawBatch, RawHeaders, RawRecord, TopicPartition } from './ports/records.js';
export type * from './ports/transport.js';
