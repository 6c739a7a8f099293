/**
 * The source of producer ids. No id is given twice, even after a kill: ids come from blocks of a thousand, and the end
 * of a block is on disk before its first id is used (as Kafka's ProducerIdManager).
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { brokerError } from '../errors.js';

const blockSize = 1000;

export class ProducerIds {
  readonly #file: string | undefined;
  #next: number;
  #blockEnd: number;

  /** `file` stores the end of the last block; without it ids start at 0 with each broker. */
  constructor(file: string | undefined) {
    this.#file = file;
    this.#next = file === undefined ? 0 : readBlockEnd(file);
    this.#blockEnd = this.#next;
  }

  next(): number {
    if (this.#next === this.#blockEnd) {
      this.#saveBlockEnd(this.#blockEnd + blockSize);
      this.#blockEnd += blockSize;
    }
    const id = this.#next;
    this.#next += 1;
    return id;
  }

  #saveBlockEnd(blockEnd: number): void {
    if (this.#file === undefined) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    const temporary = `${this.#file}.new`;
    writeFileSync(temporary, `${blockEnd}\n`);
    renameSync(temporary, this.#file);
  }
}

const readBlockEnd = (file: string): number => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file, reason: String(error) }, { cause: error });
  }
  const blockEnd = Number(text);
  if (Number.isSafeInteger(blockEnd) && blockEnd > 0) return blockEnd;
  throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file, reason: 'it holds no count of producer ids' });
};
