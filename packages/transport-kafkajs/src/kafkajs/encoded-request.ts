/** Administrative requests in our own encoding, where kafkajs has none. */
import { toError } from '@kfw/core';
import { WireReader } from '../wire/reader.js';
import type { Broker } from './internals.js';
import { connectionOf, destroyOnTimeout } from './patch-broker-pool.js';
import { type RawRequest, sendRaw } from './raw-request.js';

export interface EncodedRequest<Response> extends Pick<RawRequest, 'apiKey' | 'apiName' | 'apiVersion' | 'isFlexible'> {
  readonly body: Buffer;
  /** Reads what is after the header. */
  read(reader: WireReader): Response;
}

/** How long the broker asks this client to be silent (KIP-219). */
interface Throttled {
  readonly throttleMs: number;
}

/** Throws what kafkajs throws for a connection. */
export async function requestEncoded<Response extends Throttled>(
  broker: Broker,
  request: EncodedRequest<Response>,
  timeoutMs: number,
): Promise<Response> {
  const connection = connectionOf(broker);
  const { body, read, ...header } = request;
  const raw = { ...header, body: [body], expectsResponse: true, timeoutMs, onSent: () => undefined };
  const bytes = await destroyOnTimeout(broker, () => sendRaw(connection, raw));
  const reader = new WireReader(bytes ?? Buffer.alloc(0), 0);
  if (request.isFlexible === true) reader.skipTaggedFields();
  const response = read(reader);
  connection.requestQueue.maybeThrottle(response.throttleMs);
  return response;
}

/** The newest of these versions that the broker knows; `undefined` where it knows none of them. */
export function supportedVersion(
  broker: Pick<Broker, 'lookupRequest'>,
  apiKey: number,
  versions: readonly number[],
): number | undefined {
  try {
    const newest = broker.lookupRequest(apiKey, { versions, protocol: ({ version }) => version });
    return versions.includes(newest) ? newest : undefined;
  } catch (thrown) {
    if (toError(thrown).name === 'KafkaJSServerDoesNotSupportApiKey') return undefined;
    throw thrown;
  }
}
