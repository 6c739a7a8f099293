/** Encodes lists of lines and keeps what is wrong with them. */
import { cliError } from '../errors.js';
import type { EncodedLine, LineEncoder } from './encode-line.js';
import type { InvalidLine } from './parse-line.js';
import { type Line, splitLines } from './split-lines.js';

const keptMistakes = 20;

export class LineCheck {
  /** Lines that can be sent. */
  valid = 0;
  invalid = 0;
  /** The number of the last line. */
  last = 0;
  /** The first invalid ones. */
  readonly mistakes: InvalidLine[] = [];

  constructor(
    private readonly encoder: LineEncoder,
    private readonly options: {
      /** Lines before it are left out. */
      readonly from: number;
      readonly signal: AbortSignal;
      readonly onInvalid?: ((line: InvalidLine) => void) | undefined;
    },
  ) {}

  /** Throws `KFW_OPTION_INVALID` when all lines, which are read, are before the first that was wanted. */
  requireLines(): void {
    const { from, signal } = this.options;
    if (from === 1 || from <= this.last || signal.aborted) return;
    const expected = `the number of a line, and the last one is ${this.last}`;
    throw cliError('KFW_OPTION_INVALID', { option: '--from-line', expected, given: String(from) });
  }

  /** A list per chunk of bytes, of the lines that can be sent. Ends when the signal fires. */
  async *lists(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly EncodedLine[], undefined> {
    for await (const lines of splitLines(chunks)) {
      if (this.options.signal.aborted) return undefined;
      yield this.#encoded(lines);
    }
    return undefined;
  }

  #encoded(lines: readonly Line[]): readonly EncodedLine[] {
    const { from, onInvalid } = this.options;
    const encoded: EncodedLine[] = [];
    for (const line of lines) {
      this.last = line.number;
      if (line.number < from) continue;
      const result = this.encoder.encode(line);
      if ('message' in result) encoded.push(result);
      else {
        this.invalid++;
        if (this.mistakes.length < keptMistakes) this.mistakes.push(result);
        onInvalid?.(result);
      }
    }
    this.valid += encoded.length;
    return encoded;
  }
}
