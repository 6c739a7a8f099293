/**
 * SASL on one connection, as a state machine:
 *
 *   choosing --choose--> exchanging --last step--> authenticated
 *   any failure --> failed, which the connection ends after its answer
 *
 * Without credentials every connection begins as authenticated, anonymous.
 */
import type { SaslSession, SaslStep } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { Credentials, SaslMechanism } from './credentials.js';
import { apiVersionsKey } from './request-frame.js';
import { ScramExchange } from './scram.js';

type State = 'choosing' | 'exchanging' | 'authenticated' | 'failed';

const successors: Readonly<Record<State, readonly State[]>> = {
  choosing: ['exchanging', 'failed'],
  exchanging: ['authenticated', 'failed'],
  authenticated: [],
  failed: [],
};

/** What may be asked before authentication: SaslHandshake, ApiVersions, SaslAuthenticate. */
const openKeys: readonly number[] = [17, apiVersionsKey, 36];

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

  /** Whether the next frame is a token without a head. */
  get awaitsToken(): boolean {
    return this.#bareTokens && this.#state === 'exchanging';
  }

  allows(apiKey: number): boolean {
    return this.authenticated || (!this.failed && openKeys.includes(apiKey));
  }

  choose(mechanism: string, bareTokens: boolean): ErrorCode {
    if (this.#state !== 'choosing') return errorCodes.ILLEGAL_SASL_STATE;
    const chosen = this.credentials?.mechanisms.find((offered) => offered === mechanism);
    this.#become(chosen === undefined ? 'failed' : 'exchanging');
    this.#mechanism = chosen;
    this.#bareTokens = bareTokens;
    return chosen === undefined ? errorCodes.UNSUPPORTED_SASL_MECHANISM : errorCodes.NONE;
  }

  step(message: Buffer): SaslStep {
    if (this.#state !== 'exchanging' || this.credentials === undefined) {
      return refused(errorCodes.ILLEGAL_SASL_STATE, 'SaslHandshake comes first, and only once');
    }
    const text = message.toString();
    const answer =
      this.#mechanism === 'PLAIN' ? this.#plain(text, this.credentials) : this.#scramStep(text, this.credentials);
    if (answer !== undefined) return { code: errorCodes.NONE, message: null, bytes: Buffer.from(answer) };
    this.#become('failed');
    return refused(errorCodes.SASL_AUTHENTICATION_FAILED, failure(this.#mechanism));
  }

  /** RFC 4616: authorization id, user, password. */
  #plain(text: string, credentials: Credentials): string | undefined {
    const [authorizationId = '', user = '', password, ...rest] = text.split('\0');
    if (password === undefined || rest.length > 0 || !credentials.hasPassword(user, password)) return undefined;
    if (authorizationId !== '' && authorizationId !== user) return undefined;
    this.#admit(user);
    return '';
  }

  #scramStep(text: string, credentials: Credentials): string | undefined {
    const hash = this.#mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512';
    this.#scram ??= new ScramExchange(hash, (user) => credentials.secretOf(user, hash));
    const answer = this.#scram.step(text);
    if (this.#scram.user !== undefined) this.#admit(this.#scram.user);
    return answer;
  }

  #admit(user: string): void {
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

/** In Kafka's words, which people search for. */
function failure(mechanism: SaslMechanism | undefined): string {
  return mechanism === 'PLAIN'
    ? 'Authentication failed: Invalid username or password'
    : `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`;
}
