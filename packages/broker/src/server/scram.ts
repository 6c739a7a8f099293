/**
 * The server side of SCRAM (RFC 5802, without channel binding), as in Kafka: SHA-256 or SHA-512, 4096 rounds. A salt is
 * created when a password is first needed and lives as long as the broker. The nonce of a client's last message must be
 * the server's, which Kafka 4 checks again (CVE-2024-56128): librdkafka before 2.6.1 sends its own part twice and
 * cannot authenticate with either (librdkafka #4895).
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

export type ScramHash = 'sha256' | 'sha512';

/** Kafka's message. */
export const otherAuthorizationId =
  'Authentication failed: Client requested an authorization id that is different from username';

const rounds = 4096;
const saltBytes = 16;
const hashBytes = { sha256: 32, sha512: 64 } as const;

/** What the server stores of a password. */
export interface ScramSecret {
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

export function scramSecret(hash: ScramHash, password: string): ScramSecret {
  const salt = randomBytes(saltBytes);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, rounds, hashBytes[hash], hash);
  const clientKey = hmac(hash, salted, 'Client Key');
  return { salt, storedKey: createHash(hash).update(clientKey).digest(), serverKey: hmac(hash, salted, 'Server Key') };
}

/** The exchange of one client. A step returns `undefined` when the exchange has failed. */
export class ScramExchange {
  #started: { readonly secret: ScramSecret; readonly nonce: string; readonly signed: string } | undefined;
  /** The authenticated user, once the password is proved. */
  user: string | undefined;
  /** The error, if it is not wrong credentials. */
  mistake: string | undefined;
  #claimed = '';

  constructor(
    private readonly hash: ScramHash,
    private readonly secretOf: (user: string) => ScramSecret | undefined,
  ) {}

  step(message: string): string | undefined {
    return this.#started === undefined ? this.#first(message) : this.#final(message);
  }

  #first(message: string): string | undefined {
    const [, asWhom = '', bare = '', name = '', clientNonce = ''] =
      /^n,(?:a=([^,]*))?,(n=([^,]+),r=([^,]+)(?:,.*)?)$/.exec(message) ?? [];
    this.#claimed = name.replaceAll('=2C', ',').replaceAll('=3D', '=');
    if (asWhom !== '' && asWhom !== name) {
      this.mistake = otherAuthorizationId;
      return undefined;
    }
    const secret = this.secretOf(this.#claimed);
    if (bare === '' || secret === undefined) return undefined;
    const nonce = clientNonce + randomBytes(18).toString('base64url');
    const response = `r=${nonce},s=${secret.salt.toString('base64')},i=${rounds}`;
    this.#started = { secret, nonce, signed: `${bare},${response}` };
    return response;
  }

  #final(message: string): string | undefined {
    const [, unproved = '', nonce = '', proof = ''] = /^(c=[^,]+,r=([^,]+)(?:,.*)?),p=([^,]+)$/.exec(message) ?? [];
    if (this.#started === undefined || nonce !== this.#started.nonce) return undefined;
    const { secret, signed } = this.#started;
    const all = `${signed},${unproved}`;
    const signature = hmac(this.hash, secret.storedKey, all);
    const given = Buffer.from(proof, 'base64');
    if (given.length !== signature.length) return undefined;
    const clientKey = Buffer.from(given.map((byte, at) => byte ^ (signature[at] ?? 0)));
    if (!timingSafeEqual(createHash(this.hash).update(clientKey).digest(), secret.storedKey)) return undefined;
    this.user = this.#claimed;
    return `v=${hmac(this.hash, secret.serverKey, all).toString('base64')}`;
  }
}

function hmac(hash: ScramHash, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest();
}
