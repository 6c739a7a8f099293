/** kfw: what an app imports. The `kfw` command lives in `cli/` and is never loaded from here. */
export { avro } from '@kfw/avro';
export {
  AfterBatch,
  type Batch,
  BeforeBatch,
  Consumer,
  type ConsumeCall,
  type ConsumeMiddleware,
  CriticalError,
  type DeliveredTo,
  drawRoutes,
  type EventName,
  type GroupDrawing,
  type Headers,
  isKfwError,
  json,
  KfwError,
  type KfwEvents,
  type Logger,
  type Message,
  Monitor,
  OnAssigned,
  OnRevoked,
  OnShutdown,
  Payload,
  raw,
  type RespondOptions,
  Responder,
  type ResponderReport,
  type RouteDrawing,
  type Routes,
  type Schema,
  text,
  Topic,
  type TopicMap,
  type TopicOptions,
} from '@kfw/core';
export { App } from './boot/app.js';
export { type AppDefinition, defineApp } from './boot/define-app.js';
export { type LoadOptions, loadApp } from './boot/load-app.js';
export { monitor } from './boot/monitor.js';
export type { Listener } from './listeners/listener.js';
export { logListener } from './listeners/log-listener.js';
export { processTitleListener } from './listeners/process-title-listener.js';
