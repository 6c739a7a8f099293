/**
 * Sends one fetch to one broker over kafkajs's connection. kafkajs would decode the answer record by record; here only
 * the response is read, by `fetch-response.ts`, and records stay bytes until they are handed over.
 */

import { toError } from '@kfw/core';
import type { BrokerInternals, FetchTarget } from 'kafkajs/src/consumer/consumerGroup.js';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import { transportError } from '../errors.js';
import { type FetchResponse, readFetchResponse } from '../fetching/fetch-response.js';
import { destroyConnection, isBusy } from './raw-request.js';

/** The first version whose answer holds record batches (KIP-98). */
const minVersion = 4;

export interface FetchLimits {
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel?: number;
}

/** Throws `KFW_BROKER_TOO_OLD`, and what kafkajs throws when a connection fails. */
export async function sendFetch(
  broker: BrokerInternals,
  topics: FetchTarget[],
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
    // As kafkajs does after each request: a broker whose connection was closed is connected to anew.
    if (name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    if (name === 'KafkaJSRequestTimeoutError') destroyFetchConnection(broker);
    throw thrown;
  }
}

/** kafkajs fetches over a connection of its own: what is on its way there fails. */
export function destroyFetchConnection({ connectionPool }: BrokerInternals): void {
  const connection = connectionPool.pool[1];
  if (connection !== undefined && isBusy(connection))
    destroyConnection(connection, 'The broker did not answer a fetch');
}
