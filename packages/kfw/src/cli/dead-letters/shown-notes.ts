/** The notes below the letters of `kfw dlq show`: how many there are, and what may be wrong with the selection. */
import type { DeadLetter, ScanProgress } from '@kfw/operating';
import { shownNumber } from '../rendering/table.js';

export class ShownNotes {
  #shown = 0;
  #withHeaders = 0;
  #read: Pick<ScanProgress, 'scanned' | 'handled'> = { scanned: 0, handled: 0 };

  constructor(
    private readonly topic: string,
    private readonly limit: number | undefined,
  ) {}

  readonly scanned = (progress: ScanProgress): void => {
    this.#read = progress;
  };

  shown(letter: DeadLetter): void {
    this.#shown++;
    if (hasHeaders(letter)) this.#withHeaders++;
  }

  get lines(): readonly string[] {
    const doubt = `None of these has the headers of a dead letter: is ${this.topic} a dead-letter topic?`;
    return [this.#count, ...(this.#shown > 0 && this.#withHeaders === 0 ? [doubt] : [])];
  }

  get #count(): string {
    if (this.#shown > 0) return `${letters(this.#shown)}${this.#shown === this.limit ? '; --limit reached' : ''}.`;
    const { scanned, handled } = this.#read;
    const unhandled = scanned - handled;
    const count = unhandled > 0 && this.limit !== 0 ? `0 of ${letters(unhandled)}` : letters(0);
    return `${count}${handled > 0 ? `; ${shownNumber(handled)} handled, which --all includes` : ''}.`;
  }
}

function letters(count: number): string {
  return `${shownNumber(count)} ${count === 1 ? 'letter' : 'letters'}`;
}

function hasHeaders({ source, attempts, error, firstFailedAt }: DeadLetter): boolean {
  return [source, attempts, firstFailedAt, error.class, error.code, error.message].some((each) => each !== undefined);
}
