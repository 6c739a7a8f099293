/**
 * A value that never prints: `console.log`, `util.inspect`, `JSON.stringify`, templates and error messages all show
 * `[secret]`. Only `reveal()` returns it, so that a search for that word finds every use. Once a secret exists, no
 * error and no log line of kfw shows its value, wherever it came from: `withoutSecrets`.
 */
import { inspect } from 'node:util';
import { hideSecret } from '@kfw/core/internal';

const shown = '[secret]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    hideSecret(value);
    Object.freeze(this);
  }

  /** The value itself, for the client that needs it. Never print it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
