/** Letters whose `--where` threw: the first few are named, all are counted. */
import type { FilterFailure } from '@kfw/operating';
import { printableLine } from '../../terminal/printable.js';
import { placeText } from '../rendering/place-text.js';
import type { Results } from '../rendering/results.js';
import { shownNumber } from '../rendering/table.js';

const mostNamed = 5;

export class FilterFailures {
  #count = 0;

  constructor(private readonly results: Results) {}

  /** Throws mistakes that are not the letter's: of the expression, and of a registry that cannot be asked. */
  readonly report = ({ place, error }: FilterFailure): void => {
    const { code } = error as { code?: unknown };
    if (code === 'KFW_EXPRESSION_INVALID' || String(code).startsWith('KFW_REGISTRY_')) throw error;
    this.#count++;
    if (this.#count > mostNamed) return;
    this.results.note(`${placeText(place)} is not selected: --where threw ${printableLine(error.message)}`);
  };

  end(): void {
    if (this.#count <= mostNamed) return;
    this.results.note(`--where threw for ${shownNumber(this.#count)} letters in all; none of them is selected.`);
  }
}
