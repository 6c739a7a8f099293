/**
 * Sends one fetch to one broker over kafkajs's connection. kafkajs would decode the response record by record; here only
 * its fields are read, by `fetch-response.ts`, and records stay bytes until they are dispatched.
 */
import { toError } from '@kfw/core';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import { transportError } from '../errors.js';
import { type FetchResponse, readFetchResponse } from '../fetching/fetch-response.js';
import type { Broker, FetchOptions, FetchTarget } from './internals.js';
import { destroyConnection, isBusy } from './raw-request.js';

/** The first version whose response holds record batches (KIP-98). */
const minVersion = 4;

export type FetchLimits = Omit<FetchOptions, 'topics'>;

/** Throws `KFW_BROKER_TOO_OLD`, and what kafkajs throws when a connection fails. */
export async function sendFetch(
  broker: Broker,
  topics: readonly FetchTarget[],
  limits: FetchLimits,
): Promise<FetchResponse> {
  const { request, requestTimeout } = broker.lookupRequest(apiKeys.Fetch, requests.Fetch)({ ...limits, topics });
  const version = request.apiVersion;
  if (version < minVersion)
    throw transportError('KFW_BROKER_TOO_OLD', { protocol: 'fetch', version, needed: minVersion });
  const response = {
    decode: async (payload: Buffer) => readFetchResponse(payload, version),
    parse: async (decoded: FetchResponse) => decoded,
  };
  try {
    return await broker.connectionPool.send({ request, response, ...(requestTimeout && { requestTimeout }) });
  } catch (thrown) {
    const { name } = toError(thrown);
    // As kafkajs does after each request: a broker whose connection was closed is connected to again.
    if (name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    if (name === 'KafkaJSRequestTimeoutError') destroyFetchConnection(broker);
    throw thrown;
  }
}

/** kafkajs fetches over a connection of its own: its pending requests fail. */
export function destroyFetchConnection({ connectionPool }: Broker): void {
  const connection = connectionPool.pool[1];
  if (connection !== undefined && isBusy(connection))
    destroyConnection(connection, 'The broker did not answer a fetch');
}
