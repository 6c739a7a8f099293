/** The list of behaviours, docs/contributing/behaviours.md: each number with its sentence, and whether it must run. */
import { readFileSync } from 'node:fs';

export interface Behaviour {
  readonly number: number;
  readonly sentence: string;
  /** Whether its feature exists, so that a scenario must run. */
  readonly isExpected: boolean;
}

const page = new URL('../../../../docs/contributing/behaviours.md', import.meta.url);
const row = /^\| (\d+) \| (.+) \| (expected|open) \|$/gm;

/** In the order of the page. */
export function readBehaviours(): Behaviour[] {
  return [...readFileSync(page, 'utf8').matchAll(row)].map(([, number, sentence = '', status]) => ({
    number: Number(number),
    sentence,
    isExpected: status === 'expected',
  }));
}
