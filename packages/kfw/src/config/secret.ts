/**
 * A value that never prints: `console.log`, `util.inspect`, `JSON.stringify`, templates and error messages all show
 * `[secret]`. Only `reveal()` gives it away, so that a search for that word finds every use.
 */
import { inspect } from 'node:util';

const shown = '[secret]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    Object.freeze(this);
  }

  /** The value itself: for the client that needs it, and for nothing that prints. */
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
