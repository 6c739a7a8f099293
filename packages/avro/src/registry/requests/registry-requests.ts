/**
 * Requests to the registry's API: sent to one address after the other until one responds, and retried for a while when
 * the registry is overloaded or cuts connections. The result is a parsed response or a failure: `Refusal` is an error
 * of the API, `Unavailable` describes what came instead of a response.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { RegistryAddress } from '../registry-options.js';
import { asError, asList, asMessage, type Shape } from './api-shapes.js';
import { describeResponse } from './describe-response.js';
import { type HttpResponse, httpExchange } from './http-exchange.js';
import { printable } from './printable.js';
import { Refusal, Unauthorized, Unavailable } from './registry-failure.js';
import { requestErrorOf } from './request-result.js';

export interface ApiCall<T> {
  readonly method: 'GET' | 'POST';
  /** Relative to the address of the API, with its query. */
  readonly path: string;
  readonly body?: string | undefined;
  readonly shape: Shape<T>;
}

export const maxResponseBytes = 8 * 1024 * 1024;
const mediaType = 'application/vnd.schemaregistry.v1+json';
/** Pauses before the retries, after a first round over all addresses. */
const pausesMs = [100, 400];
const longestPauseMs = 3_000;

export class RegistryRequests {
  readonly #agents: readonly http.Agent[];
  /** The address of the last response: it is used first. */
  #preferred = 0;

  constructor(private readonly address: RegistryAddress) {
    this.#agents = address.endpoints.map(({ protocol }) =>
      protocol === 'https:' ? new https.Agent({ ...address.tls }) : new http.Agent(),
    );
  }

  /** @throws Refusal | Unauthorized | Unavailable */
  async send<T>(call: ApiCall<T>): Promise<T> {
    const endsAt = performance.now() + this.address.timeoutMs;
    for (let round = 0; ; round++) {
      try {
        return await this.#sendToOneOfAll(call);
      } catch (thrown) {
        const pauseMs = pausesMs[round];
        if (!(thrown instanceof Unavailable) || !thrown.retryable || pauseMs === undefined) throw thrown;
        const longerMs = Math.min(Math.max(pauseMs, thrown.retryAfterMs ?? 0), longestPauseMs);
        if (performance.now() + longerMs >= endsAt) throw thrown;
        await delay(longerMs);
      }
    }
  }

  /** Checks that the registry responds: it starts to return the list of subjects. @throws as `send` */
  async probe(): Promise<void> {
    await this.#sendToOneOfAll({ method: 'GET', path: '/subjects', shape: asList }, true);
  }

  async #sendToOneOfAll<T>(call: ApiCall<T>, beginningOnly = false): Promise<T> {
    const { endpoints } = this.address;
    const first = this.#preferred;
    let failure: unknown;
    for (const step of endpoints.keys()) {
      const index = (first + step) % endpoints.length;
      try {
        const result = await this.#sendTo(index, call, beginningOnly);
        this.#preferred = index;
        return result;
      } catch (thrown) {
        if (!(thrown instanceof Unavailable)) throw thrown;
        failure = thrown;
      }
    }
    // If all addresses fail, the next request starts with another one.
    this.#preferred = (first + 1) % endpoints.length;
    throw failure;
  }

  async #sendTo<T>(index: number, call: ApiCall<T>, beginningOnly: boolean): Promise<T> {
    const { onRequest } = this.address;
    if (onRequest === undefined) return this.#exchange(index, call, beginningOnly);
    const startedAt = performance.now();
    let error: ReturnType<typeof requestErrorOf>;
    try {
      return await this.#exchange(index, call, beginningOnly);
    } catch (thrown) {
      error = requestErrorOf(thrown);
      throw thrown;
    } finally {
      onRequest({ durationMs: performance.now() - startedAt, error });
    }
  }

  async #exchange<T>(index: number, call: ApiCall<T>, beginningOnly: boolean): Promise<T> {
    const { endpoints, authorization, timeoutMs, secrets } = this.address;
    const origin = endpoints[index];
    const agent = this.#agents[index];
    if (origin === undefined || agent === undefined) throw new Unavailable('there is no address');
    const { method, body, path } = call;
    const headers = {
      accept: `${mediaType}, application/json`,
      'accept-encoding': 'identity',
      'user-agent': 'kfw',
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && { 'content-type': mediaType, 'content-length': String(Buffer.byteLength(body)) }),
    };
    const full = withQueryOf(origin, `${origin.pathname.replace(/\/+$/, '')}${path}`);
    try {
      const response = await httpExchange({
        method,
        origin,
        path: full,
        headers,
        body,
        agent,
        timeoutMs,
        maxBytes: maxResponseBytes,
        beginningOnly,
      });
      return beginningOnly ? (validatedBeginning(response) as T) : validated(response, call.shape);
    } catch (thrown) {
      // A new error: the stack of an error repeats its original message.
      const isFromServer = thrown instanceof Unavailable || thrown instanceof Refusal;
      throw isFromServer ? thrown.withMessage(printable(thrown.message, secrets)) : thrown;
    }
  }
}

/** The query of the address goes with each request. */
function withQueryOf({ search }: URL, path: string): string {
  return path.includes('?') ? `${path}${search.replace('?', '&')}` : `${path}${search}`;
}

function validatedBeginning(response: HttpResponse): true {
  if (response.status === 200 && response.body.trimStart().startsWith('[')) return true;
  return validated(response, asList) as true;
}

function validated<T>(response: HttpResponse, shape: Shape<T>): T {
  const { status, headers, body } = response;
  if (status === 401 || status === 403) throw new Unauthorized(status);
  const encoding = headers['content-encoding'] ?? 'identity';
  const json = encoding === 'identity' ? parsed(body) : undefined;
  if (status === 429 || status >= 500) {
    const detail = asMessage(json);
    const message = detail === undefined ? describeResponse(response) : `status ${status}: ${detail}`;
    throw new Unavailable(message, { retryable: true, retryAfterMs: retryAfterMs(headers['retry-after']) });
  }
  if (status >= 400) {
    const error = asError(json);
    if (error === undefined || isWrongAddress(status, error.errorCode)) throw notTheApi(response);
    throw new Refusal(status, error.errorCode, error.message);
  }
  const found = status === 200 || status === 201 ? shape(json) : undefined;
  if (found === undefined) throw notTheApi(response);
  return found;
}

/** Web servers also report a missing page in JSON, with the status as the code. */
function isWrongAddress(status: number, errorCode: number): boolean {
  return status === 404 && errorCode === 404;
}

function notTheApi(response: HttpResponse): Unavailable {
  const hint = response.status === 404 ? '; is the path right, such as /apis/ccompat/v7 for Apicurio?' : '';
  return new Unavailable(`${describeResponse(response)}${hint}`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The Retry-After header of 429 and 503: seconds or a date. `undefined` when it is neither. */
function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const given = header.trim();
  if (/^\d{1,9}$/.test(given)) return Number(given) * 1_000;
  const at = Date.parse(given);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
