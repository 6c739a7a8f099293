/**
 * Measures the requests of a client's connections: how long each took until its response, and which got none. A connection that cannot
 * be made counts as a failed ApiVersions, the first request of each. Error codes in responses are not counted here: what was asked for
 * counts them (deliveries, commits), and some are everyday, such as those of a heartbeat during a rebalance.
 */
import { type Histogram, kafkaErrorClass, type Measurements, toError } from '@kfw/core';
import type { Kafka } from 'kafkajs';
import { restoreIpv6Hosts } from '../client/ipv6-hosts.js';
import { onClusterCreated } from './create-cluster.js';
import type { Connection, RequestQueue } from './internals.js';
import { closedHere, noResponse } from './raw-request.js';

/** Measures every connection that the client makes from now on. */
export function measureRequests(kafka: Kafka, measurements: Measurements): void {
  onClusterCreated(kafka, ({ connectionPoolBuilder }) => {
    const build = connectionPoolBuilder.build;
    connectionPoolBuilder.build = async (address) => {
      const connectionPool = await build(address);
      for (const connection of connectionPool.pool) measureConnection(connection, measurements);
      return connectionPool;
    };
  });
}

/** Measures one connection of kafkajs. */
export function measureConnection(connection: Connection, measurements: Measurements): void {
  const { requestQueue, connectionTimeout } = connection;
  const meters = new RequestMeters(measurements, restoreIpv6Hosts(`${connection.host}:${connection.port}`));
  measureQueue(requestQueue, meters);
  const connect = connection.connect.bind(connection);
  connection.connect = async () => {
    const startedAt = performance.now();
    try {
      return await connect();
    } catch (thrown) {
      // kafkajs closes a socket also when its time is over, and the first of the two errors counts.
      const isLate = performance.now() - startedAt >= connectionTimeout;
      meters.failed('ApiVersions', toError(thrown), isLate);
      throw thrown;
    }
  };
}

/**
 * What is kept for a request must not refer to it: responses refer to their entries, so its payload would live until it is in the old
 * generation, and collecting it there costs more than all else here.
 */
function measureQueue(requestQueue: RequestQueue, meters: RequestMeters): void {
  const push = requestQueue.push.bind(requestQueue);
  requestQueue.push = (request) => {
    const { entry } = request;
    entry.startedAt = performance.now();
    entry.reject = countingReject(meters, entry.apiName, entry.reject);
    meters.secondsOf(entry.apiName);
    push(request);
  };
  const fulfillRequest = requestQueue.fulfillRequest.bind(requestQueue);
  requestQueue.fulfillRequest = (response) => {
    // None for the response of a request that was given up.
    const entry = requestQueue.inflight.get(response.correlationId)?.entry;
    if (entry?.startedAt !== undefined)
      meters.secondsOf(entry.apiName).observe((performance.now() - entry.startedAt) / 1_000);
    fulfillRequest(response);
  };
}

function countingReject(meters: RequestMeters, apiName: string, reject: (error: Error) => void) {
  return (error: Error): void => {
    meters.failed(apiName, error);
    reject(error);
  };
}

class RequestMeters {
  readonly #seconds = new Map<string, Histogram>();

  constructor(
    private readonly measurements: Measurements,
    private readonly broker: string,
  ) {}

  secondsOf(api: string): Histogram {
    const known = this.#seconds.get(api);
    if (known !== undefined) return known;
    const { broker, measurements } = this;
    const seconds = measurements.histogram('kfw_request_seconds', { broker, api });
    measurements.counter('kfw_request_errors_total', { broker, api, error: 'other' });
    this.#seconds.set(api, seconds);
    return seconds;
  }

  failed(api: string, failure: Error, isLate = false): void {
    const error = isLate ? 'timeout' : reasonOf(failure);
    if (error === undefined) return;
    this.secondsOf(api);
    this.measurements.counter('kfw_request_errors_total', { broker: this.broker, api, error }).add();
  }
}

/** `timeout`, `closed` by the broker, or a code of Node; `undefined` when this process closed the connection. */
function reasonOf(error: Error): string | undefined {
  const { code } = error as { readonly code?: unknown };
  if (code === closedHere) return undefined;
  if (error.name === 'KafkaJSConnectionClosedError') return 'closed';
  const isTimeout = code === noResponse || error.name === 'KafkaJSRequestTimeoutError';
  return isTimeout || error.message === 'Connection timeout' ? 'timeout' : kafkaErrorClass(error);
}
