/**
 * The internal door of core: the parts that `kfw` and `@kfw/testing` compose an app of. Apps and adapters import nothing
 * from here, and its names may change with any release.
 */
export { connect } from './application/connect.js';
export { Server } from './application/server.js';
export { BufferBudget } from './consuming/buffer/buffer-budget.js';
export { failureHeaders } from './consuming/failure/forwarded-copy.js';
export { ConsumeLoop } from './consuming/group/consume-loop.js';
export { RestartableSource } from './consuming/group/restartable-source.js';
export { Consumer } from './consuming/handler/consumer.js';
export { checkOffsets } from './consuming/lane/check-offsets.js';
export { createLane } from './consuming/lane/create-lane.js';
export type { Lane } from './consuming/lane/lane.js';
export { resolveSeekTarget, type SeekTarget } from './consuming/lane/resolve-seek-target.js';
export { ConcurrencyLimiter } from './consuming/schedule/concurrency-limiter.js';
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
  ResponderReport,
  RespondOptions,
  TombstoneOptions,
  TombstoneToOptions,
  TopicMap,
} from './contracts/responder-contract.js';
export { checkNotGenerator } from './errors/generators.js';
export { isOutage } from './errors/is-outage.js';
export { CriticalError } from './errors/kfw-error.js';
export { errorName, isError } from './errors/readable-error.js';
export { hideSecret, withoutSecrets } from './errors/secrets.js';
export type { AppDescription, LaneStatus, RunningWork } from './events/events.js';
export { builtInCodecs } from './payloads/built-in-codecs.js';
export { json, raw, text } from './payloads/schemas.js';
export { entriesToSend, headersAsText } from './ports/header-entries.js';
export type { Deliverer, OnUndelivered, OutgoingMessage, Undelivered } from './producing/deliverer.js';
export { DeliveryError } from './producing/deliverer.js';
export { Producer } from './producing/producer.js';
export type { Partitioner } from './producing/producer-options.js';
export { tracedDeliverer } from './producing/traced-deliverer.js';
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
} from './responding/message/payload-encoder.js';
export { eventIdHeader } from './responding/message/propagated-headers.js';
export { Responder } from './responding/responder/responder.js';
export {
  findResponderRuntime,
  ResponderRuntime,
  useResponderRuntime,
} from './responding/responder/responder-runtime.js';
export { respondFor } from './responding/responder/run-responder.js';
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
export { type GroupMapper, groupIds } from './routing/names/group-ids.js';
export { codeName, mapLookup, mapTopics } from './routing/names/mapped-transport.js';
export { mappingMistakes, type TopicMapper } from './routing/names/topic-mapper.js';
export type { ErrorKind, ErrorKinds, ErrorMatcher } from './routing/options/error-kinds.js';
export type { OrderedBy } from './routing/options/ordering.js';
export type { TopicOptions } from './routing/options/topic-options.js';
export { compilePlan } from './routing/plan/compile-plan.js';
export type { OnExhausted } from './routing/plan/failure-policy.js';
export type { GroupPlan, Plan, ResponderPlan, TopicPlan } from './routing/plan/plan.js';
export { type PlanSelection, selectFromPlan } from './routing/plan/select-plan.js';
export { Codecs } from './routing/schemas/codecs.js';
export { DeclaredSchemas, type SchemaLookup } from './routing/schemas/declared-schemas.js';
