/**
 * Creates kafkajs clients with the app's connection settings. Every source, sink and admin gets its own: kafkajs
 * shares committed offsets between the consumers of one client, which mixes up two members of a group.
 */
import type { ConnectionOptions } from 'node:tls';
import type { KfwError, Monitor } from '@kfw/core';
import type { ISocketFactory, KafkaConfig, Kafka as KafkajsClient, RetryOptions, SASLOptions } from 'kafkajs';
import { Kafka, logLevel } from '../kafkajs/kafkajs.js';
import { connectionFailure, describeError } from '../kafkajs/kafkajs-errors.js';
import { measureRequests } from '../kafkajs/measure-requests.js';
import { socketFactory } from '../kafkajs/socket-factory.js';
import { encodeIpv6Host } from './ipv6-hosts.js';
import { type IsExpected, logsToEvents } from './log-events.js';
import { type Redaction, redactionOf } from './redaction.js';

export interface KafkajsTransportOptions {
  readonly clientId: string;
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** Where the brokers were configured, for errors: `brokers in config/kafka.yml`. */
  readonly brokersSetting: string;
  /** `true` for TLS with Node's own authorities, or what `tls.connect` takes. */
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: SaslOptions;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Receives `transport.warned`, `transport.failed` and `group.crashed`, and measures the requests to brokers. */
  readonly monitor: Monitor;
}

export interface SaslOptions {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface ClientOptions {
  /** Makes its connections. */
  readonly sockets?: ISocketFactory | undefined;
  /** For callers that retry, and report that themselves: kafkajs gives up on a refused connection within a second. */
  readonly fewRetries?: boolean;
  /** The time a broker may take for one request, when that is less than elsewhere. */
  readonly requestTimeoutMs?: number;
}

export interface Clients {
  readonly monitor: Monitor;
  readonly requestTimeoutMs: number;
  readonly redaction: Redaction;
  /** A client. Entries of its log that `isExpected` accepts do not become events. */
  client(isExpected?: IsExpected, options?: ClientOptions): KafkajsClient;
  /** A client that tries once to connect to each broker, without a log: its errors say it all. */
  probe(): KafkajsClient;
  /** The error for a failed connection attempt. */
  connectionFailure(thrown: unknown): KfwError;
  /** An error of kafkajs in plain words, without secrets. */
  reason(error: Error): string;
}

/** kafkajs's own retries within one call; failures that remain are reported. */
export const retry: RetryOptions = { initialRetryTime: 100, maxRetryTime: 2_000, multiplier: 2, retries: 5 };

/** Without waiting between brokers. */
const oneTryPerBroker: RetryOptions = { initialRetryTime: 1, maxRetryTime: 1 };

/** One try for each broker, and a second for one of them. */
const fewRetriesFor = (brokers: number): RetryOptions => ({
  initialRetryTime: 50,
  maxRetryTime: 200,
  retries: brokers,
});

const noneExpected: IsExpected = () => false;

export function clientsOf(options: KafkajsTransportOptions): Clients {
  const { clientId, brokers, brokersSetting, ssl, sasl, connectionTimeoutMs, requestTimeoutMs, monitor } = options;
  const { passphrase, key } = typeof ssl === 'object' ? ssl : {};
  const redaction = redactionOf([sasl?.password, passphrase, typeof key === 'string' ? key : undefined]);
  const config: KafkaConfig = {
    clientId,
    brokers: brokers.map(encodeIpv6Host),
    connectionTimeout: connectionTimeoutMs,
    authenticationTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry,
    socketFactory: socketFactory(),
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
  };
  const create = (given: KafkaConfig, isExpected: IsExpected) => {
    const logCreator = logsToEvents(monitor, redaction, isExpected);
    const kafka = new Kafka({ ...given, logLevel: logLevel.WARN, logCreator });
    measureRequests(kafka, monitor.measurements);
    return kafka;
  };
  return {
    monitor,
    requestTimeoutMs,
    redaction,
    client: (isExpected = noneExpected, { sockets, fewRetries = false, requestTimeoutMs: ownTimeoutMs } = {}) => {
      const own = {
        ...(sockets && { socketFactory: sockets }),
        ...(fewRetries && { retry: fewRetriesFor(brokers.length) }),
        ...(ownTimeoutMs !== undefined && { requestTimeout: ownTimeoutMs }),
      };
      return create({ ...config, ...own }, isExpected);
    },
    probe: () => create({ ...config, retry: { ...oneTryPerBroker, retries: brokers.length - 1 } }, () => true),
    connectionFailure: (thrown) => connectionFailure(thrown, { brokers, brokersSetting, redaction }),
    reason: (error) => redaction.text(describeError(error)),
  };
}
