/** @kfw/broker: an embedded Kafka broker for development and tests. */
export { type Broker, startBroker } from './broker.js';
export { BrokerError, type BrokerErrorCode } from './errors.js';
export type { BrokerEvent, BrokerOptions } from './options.js';
export { apiKeys } from './protocol/api-keys.js';
export { type ErrorCode, type ErrorName, errorCodes } from './protocol/error-codes.js';
export type { SaslMechanism, SaslOptions } from './server/credentials.js';
export type { InterceptedRequest, Interceptor } from './server/interceptors.js';
export type { Limits } from './server/limits.js';
