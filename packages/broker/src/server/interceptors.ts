/**
 * Interceptors for tests: functions per API that see each request and decide about its response. `next` of the
 * interceptor added last calls the one before it, and finally the API itself.
 */
import { brokerError } from '../errors.js';
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorName, errorCodes } from '../protocol/error-codes.js';

/** Returned instead of a response. */
export type NoResponse = typeof dropped | typeof closed;
export const dropped = Symbol('dropped');
export const closed = Symbol('closed');

/** A request on its way to the broker. */
export interface InterceptedRequest {
  readonly apiKey: number;
  readonly apiName: string;
  readonly version: number;
  readonly clientId: string | null;
  readonly clientHost: string;
  /** As its file in `apis/` decodes it. */
  readonly request: unknown;
  /** Aborted when the client's connection is closed. */
  readonly signal: AbortSignal;
  /** Continues with the broker's own response, which the interceptor may return unchanged or changed. */
  next(): Promise<unknown>;
  /** A response that fails the whole request with this code, in the API's own way. */
  fail(error: ErrorName): unknown;
  /** Return this to send no response. */
  drop(): unknown;
  /** Return this to close the connection. */
  close(): unknown;
}

/**
 * Returns the response. While it awaits, the response is delayed, and those to later requests of the same connection.
 */
export type Interceptor = (request: InterceptedRequest) => unknown;

export class Interceptors {
  readonly #byKey = new Map<number, Interceptor[]>();

  constructor(readonly apis: ReadonlyMap<number, Api>) {}

  /** Returns a function that removes the interceptor. */
  add(apiKey: number, interceptor: Interceptor): () => void {
    if (!this.apis.has(apiKey)) throw brokerError('KFW_BROKER_API_UNKNOWN', { apiKey });
    const own: Interceptor = (request) => interceptor(request);
    this.#byKey.set(apiKey, [own, ...(this.#byKey.get(apiKey) ?? [])]);
    return () => {
      const others = (this.#byKey.get(apiKey) ?? []).filter((other) => other !== own);
      if (others.length === 0) this.#byKey.delete(apiKey);
      else this.#byKey.set(apiKey, others);
    };
  }

  /** The response to a request: from the API, unless there are interceptors. */
  handle(api: Api, request: unknown, context: ApiContext): unknown {
    const interceptors = this.#byKey.get(api.key);
    if (interceptors === undefined) return api.handle(request, context);
    return this.#call(interceptors, 0, api, request, context);
  }

  #call(all: readonly Interceptor[], at: number, api: Api, request: unknown, context: ApiContext): unknown {
    const interceptor = all[at];
    if (interceptor === undefined) return api.handle(request, context);
    return interceptor({
      apiKey: api.key,
      apiName: api.name,
      version: context.version,
      clientId: context.clientId,
      clientHost: context.connection.clientHost,
      request,
      signal: context.signal,
      next: async () => this.#call(all, at + 1, api, request, context),
      fail: (error) => api.refuse(request, errorCodes[error], context.version, context.broker),
      drop: () => dropped,
      close: () => closed,
    });
  }
}
