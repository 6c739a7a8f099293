/** The users of a broker and their passwords. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type ScramHash, type ScramSecret, scramSecret } from './scram.js';

export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

export const saslMechanisms: readonly SaslMechanism[] = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

export interface SaslOptions {
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>;
  /** Default: all three. */
  readonly mechanisms?: readonly SaslMechanism[];
}

export class Credentials {
  readonly mechanisms: readonly SaslMechanism[];
  readonly #passwords: ReadonlyMap<string, string>;
  readonly #secrets = new Map<string, ScramSecret>();

  constructor({ users, mechanisms = saslMechanisms }: SaslOptions) {
    this.mechanisms = mechanisms;
    this.#passwords = new Map(Object.entries(users));
  }

  hasPassword(user: string, password: string): boolean {
    const known = this.#passwords.get(user);
    return known !== undefined && timingSafeEqual(digest(known), digest(password));
  }

  secretOf(user: string, hash: ScramHash): ScramSecret | undefined {
    const password = this.#passwords.get(user);
    if (password === undefined) return undefined;
    const key = `${hash} ${user}`;
    const secret = this.#secrets.get(key) ?? scramSecret(hash, password);
    this.#secrets.set(key, secret);
    return secret;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
