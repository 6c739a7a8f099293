/**
 * One client's connection. Up to a limit, a request is handled as soon as it arrives, so that one which waits (a fetch,
 * a join) does not block the next; responses are sent in the order of the requests. Whatever a peer does, at worst it
 * is disconnected, and others are not affected.
 */
import type { Socket } from 'node:net';
import type { BrokerState } from '../broker-state.js';
import { type Api, type ApiConnection, isFlexible } from '../protocol/api.js';
import { errorCodes } from '../protocol/error-codes.js';
import { FlexibleWriter } from '../protocol/flexible-writer.js';
import { MalformedFrame } from '../protocol/reader.js';
import { ResponseTooLarge, Writer } from '../protocol/writer.js';
import { FrameSplitter } from './frame-splitter.js';
import { closed, dropped, type Interceptors } from './interceptors.js';
import type { Limits } from './limits.js';
import { type RequestFrame, readRequestFrame } from './request-frame.js';
import { ResponseQueue, type ResponseSlot } from './response-queue.js';
import type { Sasl } from './sasl.js';

/** What all connections of a server share. */
export interface ConnectionHost {
  readonly state: BrokerState;
  readonly apis: ReadonlyMap<number, Api>;
  readonly interceptors: Interceptors;
  readonly limits: Limits;
  readonly frozen: boolean;
}

export class Connection implements ApiConnection {
  readonly clientHost: string;
  readonly #splitter: FrameSplitter;
  readonly #responses = new ResponseQueue();
  readonly #closed = new AbortController();
  readonly #connectedAt: number;
  #lastActiveAt: number;
  #frameBeganAt: number | undefined;
  #unreadSince: number | undefined;

  constructor(
    readonly id: number,
    private readonly socket: Socket,
    private readonly host: ConnectionHost,
    readonly sasl: Sasl,
  ) {
    this.clientHost = socket.remoteAddress ?? 'unknown';
    const { limits } = host;
    this.#splitter = new FrameSplitter(() =>
      sasl.authenticated ? limits.maxFrameBytes : limits.maxUnauthenticatedFrameBytes,
    );
    this.#connectedAt = this.#lastActiveAt = host.state.clock.now();
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on('data', (chunk: Buffer) => {
      this.#lastActiveAt = host.state.clock.now();
      this.#splitter.push(chunk);
      this.#handleFrames();
    });
    socket.on('drain', () => {
      this.#unreadSince = undefined;
      this.#send();
    });
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    socket.on('close', () => this.#closed.abort());
    if (host.frozen) socket.pause();
  }

  get principal(): string {
    return this.sasl.principal;
  }

  /** Closes the connection, and reports the reason when the peer did not ask for it. */
  close(reason?: string): void {
    if (reason !== undefined && !this.socket.destroyed) {
      this.host.state.emit({ type: 'connection-closed', clientHost: this.clientHost, reason });
    }
    this.socket.destroy();
    this.#closed.abort();
  }

  /** Stops or continues, as the server is frozen or not. */
  freeze(): void {
    if (this.host.frozen) this.socket.pause();
    else this.#send();
  }

  /** Called every second: closes the connection if it exceeds a limit. */
  check(now: number): void {
    const { limits } = this.host;
    const past = (since: number | undefined, limitMs: number): boolean => since !== undefined && now - since >= limitMs;
    if (past(this.#frameBeganAt, limits.frameTimeoutMs)) this.close('it did not finish a request in time');
    else if (past(this.#unreadSince, limits.responseTimeoutMs)) this.close('it did not read its responses in time');
    else if (!this.sasl.authenticated && past(this.#connectedAt, limits.authenticationTimeoutMs))
      this.close('it did not authenticate in time');
    else if (this.#responses.length === 0 && past(this.#lastActiveAt, limits.idleTimeoutMs)) this.close('it was idle');
  }

  /** Handles complete frames until there are none left, or the connection is busy. */
  #handleFrames(): void {
    try {
      for (let frame = this.#nextFrame(); frame !== undefined; frame = this.#nextFrame()) this.#handleFrame(frame);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) this.host.state.emit({ type: 'request-failed', api: 'unknown', error });
      this.close(error instanceof MalformedFrame ? error.message : 'its request could not be read');
    }
    if (this.#busy) this.socket.pause();
    else this.socket.resume();
    this.#frameBeganAt = this.#busy || !this.#splitter.pending ? undefined : (this.#frameBeganAt ?? this.#lastActiveAt);
  }

  get #busy(): boolean {
    const { frozen, limits } = this.host;
    const { length, requestBytes } = this.#responses;
    if (frozen || this.socket.writableNeedDrain) return true;
    return length >= limits.maxInFlightRequests || requestBytes >= limits.maxFrameBytes;
  }

  #nextFrame(): Buffer | undefined {
    if (this.#busy || this.socket.destroyed) return undefined;
    const frame = this.#splitter.next();
    if (frame !== undefined) this.#frameBeganAt = undefined;
    return frame;
  }

  #handleFrame(frame: Buffer): void {
    if (this.sasl.awaitsToken) {
      this.#respondToToken(frame);
      return;
    }
    const request = readRequestFrame(frame, this.host.apis);
    if (!this.sasl.allows(request.api.key)) throw new MalformedFrame(`${request.api.name} before authentication`);
    const slot = this.#responses.reserve(frame.length);
    this.#respond(request).then(
      (response) => this.#ready(slot, response),
      (error: unknown) => {
        if (error instanceof ResponseTooLarge) {
          this.close(`${request.api.name} asked for ${error.message}`);
          return;
        }
        this.host.state.emit({ type: 'request-failed', api: request.api.name, error });
        this.close(`${request.api.name} could not be answered`);
      },
    );
  }

  async #respond(frame: RequestFrame): Promise<readonly Buffer[]> {
    const { api, supported } = frame;
    const response = supported
      ? await this.#handle(frame)
      : api.refuse(frame.request, errorCodes.UNSUPPORTED_VERSION, api.minVersion, this.host.state);
    if (response === closed) this.close('an interceptor asked for it');
    if (response === undefined || response === dropped || response === closed) return [];
    const version = supported ? frame.version : api.minVersion;
    const writer = isFlexible(api, version) ? new FlexibleWriter() : new Writer();
    writer.int32(frame.correlationId).tags();
    api.write(writer, response, version);
    return writer.frame();
  }

  async #handle({ api, version, clientId, request }: RequestFrame): Promise<unknown> {
    const { state, interceptors } = this.host;
    try {
      const context = { version, clientId, connection: this, signal: this.#closed.signal, broker: state };
      return await interceptors.handle(api, request, context);
    } catch (error) {
      if (!this.#closed.signal.aborted) state.emit({ type: 'request-failed', api: api.name, error });
      return api.refuse(request, errorCodes.UNKNOWN_SERVER_ERROR, version, state);
    }
  }

  /** After SaslHandshake v0 the client sends bare tokens, without a request header. */
  #respondToToken(token: Buffer): void {
    const { code, bytes } = this.sasl.step(token);
    this.#ready(this.#responses.reserve(token.length), code === errorCodes.NONE ? new Writer().raw(bytes).frame() : []);
  }

  #ready(slot: ResponseSlot, response: readonly Buffer[]): void {
    slot.ready = response;
    this.#send();
  }

  #send(): void {
    const { socket } = this;
    if (this.host.frozen || socket.destroyed) return;
    socket.cork();
    for (const response of this.#responses.takeReady()) {
      for (const piece of response) socket.write(piece);
      if (socket.writableNeedDrain) break;
    }
    socket.uncork();
    this.#lastActiveAt = this.host.state.clock.now();
    if (socket.writableNeedDrain) this.#unreadSince ??= this.#lastActiveAt;
    if (this.sasl.failed && this.#responses.length === 0) {
      this.host.state.emit({
        type: 'connection-closed',
        clientHost: this.clientHost,
        reason: 'it failed to authenticate',
      });
      socket.destroySoon();
    } else if (socket.isPaused() || this.#splitter.pending) this.#handleFrames();
  }
}
