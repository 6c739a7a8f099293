/** The front door: an embedded Kafka broker for development and tests. */
export type { Broker } from './broker.js';
export { BrokerError, type BrokerErrorCode } from './errors.js';
export type { BrokerEvent, BrokerOptions } from './options.js';
export { type ErrorCode, type ErrorName, errorCodes } from './protocol/error-codes.js';
