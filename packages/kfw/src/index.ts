/** What an app imports from `kfw`. The `kfw` command is in `cli/` and is never loaded from here. */
// The first import, so that a Node that is too old is refused before anything else is evaluated.
import './node-version.js';

export { avro } from '@kfw/avro';
export {
  type Admin,
  type Codec,
  type CodecTarget,
  type Endpoints,
  type EventName,
  isKfwError,
  KfwError,
  type KfwEvents,
  type Listener,
  type ListenerContext,
  type Logger,
  Monitor,
  type NewTopic,
  type OffsetChange,
  type PayloadReader,
  type PayloadSide,
  type PayloadWriter,
  type RawRecord,
  type Schema,
  type TopicDescription,
  type TopicPartition,
} from '@kfw/core';
export {
  AfterBatch,
  type AppDescription,
  type Batch,
  BeforeBatch,
  type CallOptions,
  type ConsumeCall,
  type ConsumeMiddleware,
  Consumer,
  CriticalError,
  type DeliveredTo,
  type DeliverOptions,
  type Delivery,
  DeliveryError,
  drawRoutes,
  type ErrorKind,
  type ErrorKinds,
  type ErrorMatcher,
  failureHeaders,
  type GroupDrawing,
  type Headers,
  isOutage,
  json,
  type Message,
  OnAssigned,
  type OnExhausted,
  OnRevoked,
  OnShutdown,
  type OrderedBy,
  type OutgoingMessage,
  type Partitioner,
  Payload,
  type ProduceCall,
  type ProducedMessage,
  type ProduceMiddleware,
  type ReadPosition,
  type ReadPositions,
  type ReadTopicOptions,
  Responder,
  type ResponderReport,
  type RespondOptions,
  type RouteDrawing,
  type Routes,
  raw,
  type SeekTarget,
  type Server,
  SubscribesTo,
  type TombstoneOptions,
  type TombstoneToOptions,
  Topic,
  type TopicMap,
  type TopicMapper,
  type TopicOptions,
  type TopicReading,
  text,
  type Undelivered,
} from '@kfw/core/internal';
export {
  type DeclaredTopic,
  type DeclaredTopics,
  type DesiredTopic,
  defineTopics,
  type TopicConfig,
  type TopicDeclaration,
  type TopicRole,
  type TopicSettings,
  type TopicsDrawing,
} from '@kfw/operating';
export type { App } from './app/app.js';
export type { AppCommand, ClosingReason, HookContext } from './app/app-command.js';
export type { CreateAppOptions } from './app/create-app.js';
export { type AppDefinition, defineApp } from './app/define-app.js';
export { monitor } from './app/process-monitor.js';
export { createApp, loadApp } from './app/public-app.js';
export type { LoadOptions } from './boot/load-app.js';
export type { KfwConfig } from './config/kfw-config.js';
export { type LoadConfigOptions, loadConfig } from './config/load-config.js';
export { bufferedCount, flush } from './delivering/buffered-messages.js';
export { type Deliveries, deliver, deliverAsync } from './delivering/deliver.js';
export { logListener } from './listeners/log-listener.js';
export { processTitleListener } from './listeners/process-title-listener.js';
export type { AppLogger } from './logging/adopt-logger.js';
export { readTopic } from './reading/read-topic.js';
