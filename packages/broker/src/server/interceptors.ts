/**
 * How a test gets between a client and the broker: a handler per API that sees each request and decides what becomes
 * of it. What the last handler set up leaves to `next` goes to the one before it, and at last to the API itself.
 */
import { brokerError } from '../errors.js';
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorName, errorCodes } from '../protocol/error-codes.js';

/** What happens instead of an answer. */
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
  /** Goes on: the answer as the broker would give it, which the handler may return as it is or changed. */
  next(): Promise<unknown>;
  /** The answer that fails the whole request with this code, in the API's own way. */
  fail(error: ErrorName): unknown;
  /** Return this to answer never. */
  drop(): unknown;
  /** Return this to close the connection. */
  close(): unknown;
}

/** Returns the answer. What it awaits delays the answer, and those of later requests of the same connection. */
export type Interceptor = (request: InterceptedRequest) => unknown;

export class Interceptors {
  readonly #byKey = new Map<number, Interceptor[]>();

  constructor(readonly apis: ReadonlyMap<number, Api>) {}

  /** Returns what takes the handler away again. */
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

  /** What answers a request: the API alone, unless somebody is in between. */
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
