/**
 * Sends a request of our own over a connection of kafkajs. kafkajs would copy the whole body twice on its way to the
 * socket; here it is written without a copy. kafkajs's request queue applies its timeouts and throttling.
 */
import type { Socket } from 'node:net';
import { WireWriter } from '../wire/writer.js';
import type { Connection } from './internals.js';

export interface RawRequest {
  readonly apiKey: number;
  readonly apiName: string;
  readonly apiVersion: number;
  /**
   * Whether the version is in the flexible encoding (KIP-482): its header, and that of its response, end in tagged
   * fields.
   */
  readonly isFlexible?: boolean;
  /** The body in parts, in order. */
  readonly body: readonly Buffer[];
  /** `false` for a request without a response. */
  readonly expectsResponse: boolean;
  readonly timeoutMs: number;
  /** Called when the request is passed to the socket: from then on the broker may have received it. */
  onSent(): void;
}

/** Below this, one copy costs less than several writes. */
const maxCopiedBytes = 65_536;

/** Resolves with the response after its header, or with `null` if none is expected. Throws what kafkajs throws. */
export async function sendRaw(connection: Connection, request: RawRequest): Promise<Buffer | null> {
  connection.failIfNotConnected();
  const { apiKey, apiName, apiVersion } = request;
  const correlationId = connection.nextCorrelationId();
  const chunks = [frameHeader(request, correlationId, connection.clientId), ...request.body];
  const { payload } = await new Promise<{ readonly payload: Buffer | null }>((resolve, reject) =>
    connection.requestQueue.push({
      entry: { apiKey, apiName, apiVersion, correlationId, resolve, reject },
      expectResponse: request.expectsResponse,
      requestTimeout: request.timeoutMs,
      sendRequest: () => {
        connection.failIfNotConnected();
        request.onSent();
        write(connection.socket, chunks);
      },
    }),
  );
  return payload;
}

/** Size, API key, version, correlation id and client id (Kafka protocol guide, "Request Header v1"); in v2 no tags. */
function frameHeader(request: RawRequest, correlationId: number, clientId: string): Buffer {
  const { apiKey, apiVersion, isFlexible = false, body } = request;
  const size = 14 + Buffer.byteLength(clientId) + (isFlexible ? 1 : 0);
  const header = WireWriter.forBytes(size);
  header.int32(body.reduce((sum, { length }) => sum + length, size - 4));
  header.int16(apiKey);
  header.int16(apiVersion);
  header.int32(correlationId);
  header.string(clientId);
  if (isFlexible) header.unsignedVarint(0);
  return header.written;
}

function write(socket: Socket | undefined, chunks: readonly Buffer[]): void {
  if (chunks.reduce((sum, { length }) => sum + length, 0) <= maxCopiedBytes) {
    socket?.write(Buffer.concat(chunks));
    return;
  }
  socket?.cork();
  for (const chunk of chunks) socket?.write(chunk);
  socket?.uncork();
}

/** The codes of errors by which a socket is destroyed: its broker does not answer, or it is not needed any more. */
export const noResponse = 'NO_RESPONSE';
export const closedHere = 'CLOSED_HERE';

/** Closes a connection whose broker does not answer: its pending requests fail at once. */
export function destroyConnection(connection: Connection, reason: string, code = noResponse): void {
  if (connection.socket !== undefined) destroySocket(connection.socket, reason, code);
}

/** With an error: kafkajs does not notice a socket that is closed without one. */
export function destroySocket(socket: Socket, reason: string, code: string): Socket {
  return socket.destroy(Object.assign(new Error(reason), { code }));
}

export function isBusy({ requestQueue }: Connection): boolean {
  return requestQueue.inflight.size + requestQueue.pending.length > 0;
}
