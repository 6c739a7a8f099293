/**
 * A limit of work per question. Unions of records that contain the same union make checks grow exponentially, so the
 * steps for untrusted schemas are counted and limited.
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
