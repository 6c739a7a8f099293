/**
 * Reads the head of a request (key, version, correlation id, client id) and finds out whom it is
 * for. The one request whose version need not be known is ApiVersions: a client begins with the newest it has, and
 * is told ours in the oldest form (KIP-511).
 */
import { type Api, isFlexible } from '../protocol/api.js';
import { FlexibleReader } from '../protocol/flexible-reader.js';
import { MalformedFrame, Reader } from '../protocol/reader.js';

export const apiVersionsKey = 18;

export interface RequestFrame {
  readonly api: Api;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  /** The API's own; `undefined` when the version is none that is served. */
  readonly request: unknown;
  readonly supported: boolean;
}

/** Throws `MalformedFrame` for what Kafka too answers by closing the connection. */
export function readRequestFrame(frame: Buffer, apis: ReadonlyMap<number, Api>): RequestFrame {
  const reader = new Reader(frame);
  const key = reader.int16();
  const version = reader.int16();
  const correlationId = reader.int32();
  const clientId = reader.nullableString();
  const api = apis.get(key);
  if (api === undefined) throw new MalformedFrame(`there is no API with key ${key}`);
  const supported = version >= api.minVersion && version <= api.maxVersion;
  if (!supported && key !== apiVersionsKey) {
    throw new MalformedFrame(`${api.name} is not served in version ${version}`);
  }
  const request = supported ? readRequest(api, version, reader) : undefined;
  return { api, version, correlationId, clientId, request, supported };
}

/** What lies behind the client id. In a flexible version the head ends in tags (header version 2). */
function readRequest(api: Api, version: number, head: Reader): unknown {
  if (!isFlexible(api, version)) return api.read(head, version);
  const reader = new FlexibleReader(head.buffer, head.buffer.length - head.remaining);
  reader.tags();
  const request = api.read(reader, version);
  // Those of the request as a whole, which every one has at its end.
  reader.tags();
  return request;
}
