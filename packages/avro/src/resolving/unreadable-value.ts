/**
 * A valid value that the reader's schema cannot represent: an unknown symbol, or a branch that its union lacks. The
 * error is about that value, not about its schema: other values of the same schema may be readable. Its message names
 * parts of the schemas, never the value itself.
 */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';
  #path = '';

  constructor(readonly reason: string) {
    super(reason);
  }

  /** Called from the inside out: `items`, `[2]` and `status` become `items[2].status`. */
  within(part: string): this {
    this.#path = this.#path === '' || this.#path.startsWith('[') ? `${part}${this.#path}` : `${part}.${this.#path}`;
    return this;
  }

  /** `items[2].status: the symbol …`. */
  describe(): string {
    return this.#path === '' ? this.reason : `${this.#path}: ${this.reason}`;
  }
}

/** The same error, with one more part of its path if it is about a value. */
export function located(thrown: unknown, part: string | undefined): unknown {
  return thrown instanceof UnreadableValue && part !== undefined ? thrown.within(part) : thrown;
}
