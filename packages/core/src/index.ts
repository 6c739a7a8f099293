/** The front door of core: what other packages may import. */
export { type ConnectOptions, connect } from './application/connect.js';
export type { LivenessReport, LivenessSettings } from './application/liveness.js';
export { type ExitCode, type ReadinessReport, Server, type ServerOptions } from './application/server.js';
export { BufferBudget, type LaneBuffer } from './consuming/buffer/buffer-budget.js';
export { OffsetTracker } from './consuming/buffer/offset-tracker.js';
export { failureHeaders } from './consuming/failure/failed-message.js';
export {
  type Decision,
  type DecisionInput,
  decideAfterFailure,
  type Verdict,
} from './consuming/failure/failure-decision.js';
export { ConsumeLoop, type LoopOptions } from './consuming/group/consume-loop.js';
export type { LaneProgress, LoopProgress } from './consuming/group/loop-progress.js';
export { RestartableSource } from './consuming/group/restartable-source.js';
export { Consumer } from './consuming/handler/consumer.js';
export { checkOffsets } from './consuming/lane/check-offsets.js';
export { createLane } from './consuming/lane/create-lane.js';
export type { Lane } from './consuming/lane/lane.js';
export type { LaneHost, LaneView } from './consuming/lane/lane-host.js';
export { resolveSeekTarget, type SeekTarget } from './consuming/lane/resolve-seek-target.js';
export { ConcurrencyLimiter, type SlotWaiter } from './consuming/schedule/concurrency-limiter.js';
export { CooperativeYield } from './consuming/timing/cooperative-yield.js';
export { settlesWithin } from './consuming/timing/settles-within.js';
export {
  EventLoopMonitor,
  type EventLoopMonitorOptions,
  noteHandlerCall,
} from './consuming/watch/event-loop-monitor.js';
export { type PartitionStall, StallDetector, type Stalls } from './consuming/watch/stall-detector.js';
export { consumerBrand, hasBrand, responderBrand } from './contracts/brands.js';
export type {
  AnyConsumerClass,
  ConsumeCall,
  ConsumeMiddleware,
  ConsumerClass,
  PayloadOfConsumer,
} from './contracts/consumer-contract.js';
export type { Batch, Headers, Message } from './contracts/message.js';
export type { ProduceCall, ProducedMessage, ProduceMiddleware } from './contracts/produce-call.js';
export type {
  AnyResponderClass,
  CallOptions,
  DeliveredTo,
  ResponderClass,
  ResponderKey,
  ResponderReport,
  ResponderTopicOptions,
  RespondOptions,
  TombstoneOptions,
  TombstoneToOptions,
  TopicMap,
} from './contracts/responder-contract.js';
export { coreErrorTable } from './errors/core-errors.js';
export { checkNotGenerator } from './errors/generators.js';
export { isOutage } from './errors/is-outage.js';
export { CriticalError, defineErrors, type ErrorTable, isKfwError, KfwError, toError } from './errors/kfw-error.js';
export { errorName, isError } from './errors/readable-error.js';
export { causeWithoutSecrets, hideSecret, withoutSecrets } from './errors/secrets.js';
export { suggestName } from './errors/suggest-name.js';
export type { AppDescription, EventName, KfwEvents, LaneStatus, RunningWork } from './events/events.js';
export { type EventHandler, Monitor } from './events/monitor.js';
export type { TopicPartition } from './events/topic-partition.js';
export { builtInCodecs } from './payloads/built-in-codecs.js';
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
export { entriesToSend, headersAsText, headersByName } from './ports/header-entries.js';
export { type Logger, silentLogger } from './ports/logger.js';
export type {
  HeaderEntry,
  OutboundRecord,
  RawBatch,
  RawHeaders,
  RawHeaderValue,
  RawRecord,
} from './ports/records.js';
export type * from './ports/transport.js';
export { DeliveryError } from './producing/call/delivery-error.js';
export { partitionForKey } from './producing/call/murmur2.js';
export type { Deliverer, OnUndelivered, OutgoingMessage, Undelivered } from './producing/deliverer.js';
export { Producer } from './producing/producer.js';
export type { Partitioner, ProducerOptions, WhenFull } from './producing/producer-options.js';
export { currentReaderContext, useReaderContext } from './reading/current-reader-context.js';
export type { ReadPosition, ReadPositions, ReadTopicOptions } from './reading/read-options.js';
export type { OpenReaderContext, ReaderContext } from './reading/reader-context.js';
export { TopicReading } from './reading/topic-reading.js';
export { checkHeaders, timestampOf } from './responding/message/check-delivery.js';
export { newEventId } from './responding/message/event-id.js';
export {
  type DeliverOptions,
  type Delivery,
  PayloadEncoder,
  type PlainKey,
  plainKey,
  schemaOf,
} from './responding/message/payload-encoder.js';
export { defaultPropagatedHeaders, eventIdHeader, propagatedHeaders } from './responding/message/propagated-headers.js';
export { withProduceMiddleware } from './responding/responder/produce-middleware.js';
export { respondFor } from './responding/responder/respond-for.js';
export { Responder } from './responding/responder/responder.js';
export {
  currentResponderRuntime,
  findResponderRuntime,
  ResponderRuntime,
  type ResponderRuntimeOptions,
  useResponderRuntime,
} from './responding/responder/responder-runtime.js';
export { runResponder } from './responding/responder/run-responder.js';
export { transactionalDeliverer } from './responding/transaction/transactional-deliverer.js';
export {
  AfterBatch,
  BeforeBatch,
  OnAssigned,
  OnRevoked,
  OnShutdown,
  Payload,
  SubscribesTo,
} from './routing/declare/consumer-decorators.js';
export { drawRoutes, type GroupDrawing, type RouteDrawing, type Routes } from './routing/declare/draw.js';
export { drawConsumer, nameAfterConsumer } from './routing/declare/draw-consumer.js';
export { evaluatedResponders } from './routing/declare/evaluated-responders.js';
export { Topic } from './routing/declare/responder-decorators.js';
export { defaultGroupMapper, type GroupMapper } from './routing/names/group-ids.js';
export { mapLookup, mapTopics } from './routing/names/mapped-transport.js';
export type { TopicMapper } from './routing/names/topic-mapper.js';
export type { ErrorKind, ErrorKinds, ErrorMatcher } from './routing/options/error-kinds.js';
export type { OrderedBy } from './routing/options/ordering.js';
export type { SubscriptionOptions, TopicOptions } from './routing/options/topic-options.js';
export { compilePlan, type PlanInput } from './routing/plan/compile-plan.js';
export type { FailurePolicy, OnExhausted } from './routing/plan/failure-policy.js';
export type {
  ConsumerPlan,
  GroupPlan,
  PatternPlan,
  Plan,
  ResponderPlan,
  ResponderTopicPlan,
  TopicPlan,
} from './routing/plan/plan.js';
export { type PlanSelection, selectFromPlan } from './routing/plan/select-plan.js';
export { Codecs } from './routing/schemas/codecs.js';
export { DeclaredSchemas, type SchemaLookup } from './routing/schemas/declared-schemas.js';
