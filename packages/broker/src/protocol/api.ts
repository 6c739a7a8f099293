/**
 * What an API of the protocol is. Each lies in a file of its own in `apis/`, whose name starts with its key. The server
 * reads a request, hands it to `handle`, and writes what comes back; it knows nothing of any single API.
 */
import type { BrokerState } from '../broker-state.js';
import type { ErrorCode } from './error-codes.js';
import type { Reader } from './reader.js';
import type { ServedApi } from './served-api.js';
import type { Writer } from './writer.js';

/** Methods, not properties, so that a table can hold APIs of all requests. */
export interface Api<Request = unknown, Response = unknown> extends ServedApi {
  /** As in the protocol guide: `CreateTopics`. */
  readonly name: string;
  /** From this version on in the flexible encoding (KIP-482): `read` and `write` say where structures end, by `tags`. */
  readonly flexibleFrom?: number;
  /** Throws `MalformedFrame`. Bytes of the request are views of its frame: copy what is kept. */
  read(reader: Reader, version: number): Request;
  /**
   * Called in the order of the requests of a connection, each before the one before is done: what must keep order does
   * so up to its first await. `undefined` answers nothing (produce with acks 0).
   */
  handle(request: Request, context: ApiContext): Promise<Response | undefined> | Response | undefined;
  write(writer: Writer, response: Response, version: number): void;
  /** The answer that fails the whole request with a code: for interceptors, and when `handle` throws. */
  refuse(request: Request, code: ErrorCode, version: number, broker: BrokerState): Response;
}

export function isFlexible({ flexibleFrom }: Pick<Api, 'flexibleFrom'>, version: number): boolean {
  return flexibleFrom !== undefined && version >= flexibleFrom;
}

/** Who asks: one TCP connection. */
export interface ApiConnection {
  /** Counted from 1. */
  readonly id: number;
  /** The client's address, without its port: `127.0.0.1`. */
  readonly clientHost: string;
  /** `User:name` after SASL, else `User:ANONYMOUS`. */
  readonly principal: string;
  /** What SASL has come to; only its two APIs use this. */
  readonly sasl: SaslSession;
  /** Ends it, and tells why. */
  close(reason: string): void;
}

/** The state of SASL on a connection. `server/sasl.ts` implements it. */
export interface SaslSession {
  /** What is offered; none when the broker asks for no authentication. */
  readonly mechanisms: readonly string[];
  /** `bareTokens`: what follows has no request around it (SaslHandshake v0). */
  choose(mechanism: string, bareTokens: boolean): ErrorCode;
  step(message: Buffer): SaslStep;
}

/** The server's next message, or why the exchange has failed. */
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
  /** Aborted when the connection is closed: nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  readonly broker: BrokerState;
}
