/**
 * The interface of a protocol API. Each API is a file in `apis/`, whose name starts with its key. The server reads a
 * request, passes it to `handle` and writes the response; it knows no API in particular.
 */
import type { BrokerState } from '../broker-state.js';
import type { ErrorCode } from './error-codes.js';
import type { Reader } from './reader.js';
import type { ServedApi } from './served-api.js';
import type { Writer } from './writer.js';

/** Methods, not properties, so that one table can hold the APIs of all request types. */
export interface Api<Request = unknown, Response = unknown> extends ServedApi {
  /** As in the protocol guide: `CreateTopics`. */
  readonly name: string;
  /** From this version on in the flexible encoding (KIP-482): `read` and `write` end each structure with `tags`. */
  readonly flexibleFrom?: number;
  /** Throws `MalformedFrame`. Bytes of the request are views of its frame: copy what is kept. */
  read(reader: Reader, version: number): Request;
  /**
   * Called in the order of a connection's requests, before the previous one is done: work that depends on the order
   * must happen before the first await. `undefined` sends no response (produce with acks 0).
   */
  handle(request: Request, context: ApiContext): Promise<Response | undefined> | Response | undefined;
  write(writer: Writer, response: Response, version: number): void;
  /** A response that fails the whole request with a code: for interceptors, and when `handle` throws. */
  refuse(request: Request, code: ErrorCode, version: number, broker: BrokerState): Response;
}

export function isFlexible({ flexibleFrom }: Pick<Api, 'flexibleFrom'>, version: number): boolean {
  return flexibleFrom !== undefined && version >= flexibleFrom;
}

/** The sender of a request: one TCP connection. */
export interface ApiConnection {
  /** Counted from 1. */
  readonly id: number;
  /** The client's address, without its port: `127.0.0.1`. */
  readonly clientHost: string;
  /** `User:name` after SASL, else `User:ANONYMOUS`. */
  readonly principal: string;
  /** The state of SASL; only its two APIs use it. */
  readonly sasl: SaslSession;
  /** Closes the connection and reports the reason. */
  close(reason: string): void;
}

/** The state of SASL on a connection. `server/sasl.ts` implements it. */
export interface SaslSession {
  /** The available mechanisms; empty when the broker requires no authentication. */
  readonly mechanisms: readonly string[];
  /** `bareTokens`: tokens follow without a request around them (SaslHandshake v0). */
  choose(mechanism: string, bareTokens: boolean): ErrorCode;
  step(message: Buffer): SaslStep;
}

/** The server's next message, or the error of the exchange. */
export interface SaslStep {
  readonly code: ErrorCode;
  readonly message: string | null;
  readonly bytes: Buffer;
}

export interface ApiContext {
  /** The version of the request. */
  readonly version: number;
  readonly clientId: string | null;
  readonly connection: ApiConnection;
  /** Aborted when the connection is closed and nobody waits for the response. */
  readonly signal: AbortSignal;
  readonly broker: BrokerState;
}
