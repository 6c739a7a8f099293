/**
 * Reads the header of a request (key, version, correlation id, client id) and finds its API. Only ApiVersions may have
 * an unknown version: a client starts with its newest, and the response in the oldest version lists the versions served
 * here (KIP-511).
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
  /** As the API decodes it; `undefined` when the version is not served. */
  readonly request: unknown;
  readonly supported: boolean;
}

/** Throws `MalformedFrame` where Kafka also closes the connection. */
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

/** Reads the body, after the client id. In a flexible version the header ends with tags (header version 2). */
function readRequest(api: Api, version: number, head: Reader): unknown {
  if (!isFlexible(api, version)) return api.read(head, version);
  const reader = new FlexibleReader(head.buffer, head.buffer.length - head.remaining);
  reader.tags();
  const request = api.read(reader, version);
  // The tags at the end of every request.
  reader.tags();
  return request;
}
