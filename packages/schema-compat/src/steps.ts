/**
 * How much work one question may take. Unions of records that hold the same union make checks grow with a power of
 * the schema's size, so what may come from a stranger is counted and given up on.
 */
import { tooLarge } from './schema-error.js';

export class Steps {
  #left: number;

  constructor(readonly limit: number) {
    this.#left = limit;
  }

  /** @throws SchemaError `KFW_AVRO_TOO_LARGE` */
  take(count = 1): void {
    this.#left -= count;
    if (this.#left < 0) throw tooLarge('', `checking it takes more than ${this.limit} steps.`);
  }
}
