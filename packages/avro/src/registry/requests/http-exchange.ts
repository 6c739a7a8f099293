/**
 * One HTTP request and its whole response, within a deadline and a size limit: the deadline covers connecting, headers
 * and body. Redirects are not followed, nothing is decompressed, and each request has its own connection, so that a
 * response that is longer than announced is never taken for the next one.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { Unavailable } from './registry-failure.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Without the path, which is in `path`. */
  readonly origin: URL;
  /** As sent, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly agent: http.Agent;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** The beginning of the response is enough: the rest is not read. */
  readonly beginningOnly?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** @throws Unavailable */
export function httpExchange(options: HttpRequest): Promise<HttpResponse> {
  const { method, origin, path, headers, agent, body, timeoutMs } = options;
  const { request: send } = origin.protocol === 'https:' ? https : http;
  const { hostname, port } = origin;
  // A literal IPv6 address has brackets in a URL, and none for a socket.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve, reject) => {
    const request = send({ host, port, path, method, headers, agent });
    const fail = (failure: Unavailable): void => {
      clearTimeout(timer);
      reject(failure);
      request.destroy();
    };
    const done = (response: HttpResponse): void => {
      clearTimeout(timer);
      resolve(response);
      request.destroy();
    };
    let missing = 'no response';
    let cut = 'the connection was closed without a response';
    const timer = setTimeout(
      () => fail(new Unavailable(`${missing} within ${timeoutMs} ms`, { unresponsive: true })),
      timeoutMs,
    );
    request.once('response', (response) => {
      missing = `only a part of a response with status ${response.statusCode}`;
      cut = `an incomplete response with status ${response.statusCode}`;
      collect(response, options, done, fail);
    });
    request.on('error', (error) => fail(connectionFailure(error, cut)));
    request.once('close', () => fail(new Unavailable(cut, { retryable: true })));
    request.end(body);
  });
}

function collect(
  response: http.IncomingMessage,
  { maxBytes, beginningOnly = false }: HttpRequest,
  done: (received: HttpResponse) => void,
  fail: (failure: Unavailable) => void,
): void {
  const { statusCode: status = 0, headers } = response;
  const tooLong = () => fail(new Unavailable(`a response of more than ${maxBytes} bytes with status ${status}`));
  if (!beginningOnly && Number(headers['content-length']) > maxBytes) {
    tooLong();
    return;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  const received = () => ({ status, headers, body: Buffer.concat(chunks).toString() });
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    chunks.push(chunk);
    if (beginningOnly && /\S/.test(chunk.toString('latin1'))) done(received());
    else if (length > maxBytes) tooLong();
  });
  response.once('end', () => done(received()));
  // An incomplete response also ends the request, which reports it.
  response.on('error', () => undefined);
}

/** Node's message, which names the address; a host with several addresses has one error for each. */
function connectionFailure(error: Error & { code?: unknown }, cut: string): Unavailable {
  const code = typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('HPE_')) return new Unavailable(`a response that is not HTTP (${error.message})`);
  const { errors } = error as Partial<AggregateError>;
  const { message: detail } = ((Array.isArray(errors) ? errors[0] : undefined) ?? error) as Partial<Error>;
  const message = detail || error.message || code;
  const isCut = code === 'ECONNRESET' || code === 'EPIPE';
  return new Unavailable(isCut ? cut : message, { retryable: isCut, unresponsive: !isCut });
}
