/**
 * The log of handled messages that processes keep over kills: one line a message, `life partition offset key number`, appended by each
 * life to the same file before it continues.
 */
import { readFile } from 'node:fs/promises';

export interface HandledLine {
  /** Counts the processes, from 0. */
  readonly life: number;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly number: number;
}

/** A line that a kill cut off is left out. */
export async function readHandledLog(file: string): Promise<HandledLine[]> {
  const text = await readFile(file, 'utf8').catch(missingIsEmpty);
  return text.split('\n').slice(0, -1).map(parse);
}

/** How many different messages are noted. */
export function distinct(notes: readonly HandledLine[]): number {
  return new Set(notes.map(({ number }) => number)).size;
}

/** By key, the numbers in the order in which each was handled for the first time. */
export function firstTimesByKey(notes: readonly HandledLine[]): Map<string, number[]> {
  const seen = new Set<number>();
  const found = new Map<string, number[]>();
  for (const { key, number } of notes) {
    if (seen.has(number)) continue;
    seen.add(number);
    found.set(key, [...(found.get(key) ?? []), number]);
  }
  return found;
}

function parse(line: string): HandledLine {
  const [life, partition, offset, key = '', number] = line.split(' ');
  return { life: Number(life), partition: Number(partition), offset: Number(offset), key, number: Number(number) };
}

function missingIsEmpty(thrown: { code?: unknown }): string {
  if (thrown.code === 'ENOENT') return '';
  throw thrown;
}
