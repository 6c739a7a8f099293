/**
 * One HTTP request and its whole answer, within a deadline and a size: connecting, headers and body count together. No
 * redirect is followed, nothing is unpacked, and each request has a connection of its own, so that an answer that is
 * longer than it says is never taken for the next one.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { Unavailable } from './registry-failure.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Without a path of its own: that is in `path`. */
  readonly origin: URL;
  /** As it is sent, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly agent: http.Agent;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** The beginning of the answer is enough: nobody reads the rest. */
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
  // A literal IPv6 address stands in brackets in a URL, and without them for a socket.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve, reject) => {
    const request = send({ host, port, path, method, headers, agent });
    const fail = (failure: Unavailable): void => {
      clearTimeout(timer);
      reject(failure);
      request.destroy();
    };
    const done = (answer: HttpResponse): void => {
      clearTimeout(timer);
      resolve(answer);
      request.destroy();
    };
    let missing = 'no answer';
    let cut = 'the connection was closed without an answer';
    const timer = setTimeout(
      () => fail(new Unavailable(`${missing} within ${timeoutMs} ms`, { unresponsive: true })),
      timeoutMs,
    );
    request.once('response', (response) => {
      missing = `no more than a part of an answer with status ${response.statusCode}`;
      cut = `an answer with status ${response.statusCode} that was cut off`;
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
  const tooLong = () => fail(new Unavailable(`an answer of more than ${maxBytes} bytes with status ${status}`));
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
  // What is cut off ends the request as well, which says so.
  response.on('error', () => undefined);
}

/** In Node's words, which name the address; a host with several addresses fails with one error for each. */
function connectionFailure(error: Error & { code?: unknown }, cut: string): Unavailable {
  const code = typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('HPE_')) return new Unavailable(`an answer that is not HTTP (${error.message})`);
  const { errors } = error as Partial<AggregateError>;
  const { message: detail } = ((Array.isArray(errors) ? errors[0] : undefined) ?? error) as Partial<Error>;
  const message = detail || error.message || code;
  const isCut = code === 'ECONNRESET' || code === 'EPIPE';
  return new Unavailable(isCut ? cut : message, { retryable: isCut, unresponsive: !isCut });
}
