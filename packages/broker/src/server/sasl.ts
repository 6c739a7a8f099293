/**
 * SASL on one connection, as a state machine:
 *
 *   choosing --choose--> exchanging --last step--> authenticated
 *   any failure --> failed, which the connection ends after its response
 *
 * Without credentials every connection begins as authenticated, anonymous.
 */
import type { SaslSession, SaslStep } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { Credentials, SaslMechanism } from './credentials.js';
import { apiVersionsKey } from './request-frame.js';
import { otherAuthorizationId, ScramExchange } from './scram.js';

type State = 'choosing' | 'exchanging' | 'authenticated' | 'failed';

const successors: Readonly<Record<State, readonly State[]>> = {
  choosing: ['exchanging', 'failed'],
  exchanging: ['authenticated', 'failed'],
  authenticated: [],
  failed: [],
};

const saslAuthenticateKey = 36;
/** Allowed before authentication: SaslHandshake, ApiVersions, and SaslAuthenticate after a handshake. */
const openKeys: readonly number[] = [17, apiVersionsKey, saslAuthenticateKey];

export class Sasl implements SaslSession {
  #state: State;
  #mechanism: SaslMechanism | undefined;
  #scram: ScramExchange | undefined;
  #bareTokens = false;
  principal = 'User:ANONYMOUS';

  constructor(private readonly credentials: Credentials | undefined) {
    this.#state = credentials === undefined ? 'authenticated' : 'choosing';
  }

  get mechanisms(): readonly string[] {
    return this.credentials?.mechanisms ?? [];
  }

  get authenticated(): boolean {
    return this.#state === 'authenticated';
  }

  get failed(): boolean {
    return this.#state === 'failed';
  }

  /** Whether the next frame is a token without a request header. */
  get awaitsToken(): boolean {
    return this.#bareTokens && this.#state === 'exchanging';
  }

  allows(apiKey: number): boolean {
    const beforeMechanism = this.#state === 'choosing' && apiKey === saslAuthenticateKey;
    return this.authenticated || (!this.failed && !beforeMechanism && openKeys.includes(apiKey));
  }

  choose(mechanism: string, bareTokens: boolean): ErrorCode {
    if (this.#state === 'exchanging') this.#become('failed');
    if (this.#state !== 'choosing') return errorCodes.ILLEGAL_SASL_STATE;
    const chosen = this.credentials?.mechanisms.find((offered) => offered === mechanism);
    this.#become(chosen === undefined ? 'failed' : 'exchanging');
    this.#mechanism = chosen;
    this.#bareTokens = bareTokens;
    return chosen === undefined ? errorCodes.UNSUPPORTED_SASL_MECHANISM : errorCodes.NONE;
  }

  step(message: Buffer): SaslStep {
    if (this.#state !== 'exchanging' || this.credentials === undefined) {
      const late = 'SaslAuthenticate request received after successful authentication';
      return refused(errorCodes.ILLEGAL_SASL_STATE, late);
    }
    const text = message.toString();
    if (this.#mechanism !== 'PLAIN')
      return this.#stepResult(this.#scramStep(text, this.credentials), this.#scram?.mistake);
    const mistake = mistakeInPlain(text, this.credentials);
    if (mistake === undefined) this.#authenticate(text.split('\0')[1] ?? '');
    return this.#stepResult(mistake === undefined ? '' : undefined, mistake);
  }

  /** `undefined` for a failure. */
  #stepResult(response: string | undefined, mistake: string | undefined): SaslStep {
    if (response !== undefined) return { code: errorCodes.NONE, message: '', bytes: Buffer.from(response) };
    this.#become('failed');
    return refused(errorCodes.SASL_AUTHENTICATION_FAILED, mistake ?? scramFailed(this.#mechanism));
  }

  #scramStep(text: string, credentials: Credentials): string | undefined {
    const hash = this.#mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512';
    this.#scram ??= new ScramExchange(hash, (user) => credentials.secretOf(user, hash));
    const response = this.#scram.step(text);
    if (this.#scram.user !== undefined) this.#authenticate(this.#scram.user);
    return response;
  }

  #authenticate(user: string): void {
    this.principal = `User:${user}`;
    this.#scram = undefined;
    this.#become('authenticated');
  }

  #become(next: State): void {
    if (!successors[this.#state].includes(next)) throw new Error(`SASL cannot go from ${this.#state} to ${next}`);
    this.#state = next;
  }
}

function refused(code: ErrorCode, message: string): SaslStep {
  return { code, message, bytes: Buffer.alloc(0) };
}

/** RFC 4616: authorization id, user, password. The messages are Kafka's, which people search for. */
function mistakeInPlain(text: string, credentials: Credentials): string | undefined {
  const tokens = text.split('\0', 4);
  const [authorizationId, user = '', password = ''] = tokens;
  if (tokens.length !== 3) return `Invalid SASL/PLAIN response: expected 3 tokens, got ${tokens.length}`;
  if (user === '') return 'Authentication failed: username not specified';
  if (password === '') return 'Authentication failed: password not specified';
  if (!credentials.hasPassword(user, password)) return 'Authentication failed: Invalid username or password';
  return authorizationId === '' || authorizationId === user ? undefined : otherAuthorizationId;
}

function scramFailed(mechanism: SaslMechanism | undefined): string {
  return `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`;
}
