/**
 * What a topic holds, as kcat reads it, against what callers were told: nothing that was acknowledged may be missing,
 * nothing may be there twice, and the numbers of a key must rise.
 */
import { kcat } from '../foreign-program.js';

export interface Verdict {
  /** Messages that the topic holds. */
  readonly held: number;
  readonly lost: number;
  readonly duplicates: number;
  /** Messages whose number is lower than that of one before them with the same key, duplicates aside. */
  readonly outOfOrder: number;
}

export async function checkLog(
  brokers: string,
  topic: string,
  acknowledged: ReadonlyMap<string, readonly number[]>,
): Promise<Verdict> {
  const { stdout } = await kcat(brokers, ['-C', '-q', '-e', '-t', topic, '-o', 'beginning', '-f', '%k %s\n']);
  return judge(stdout.split('\n').filter(Boolean), acknowledged);
}

/** `lines` are key and number, in the order of the log within each key. */
export function judge(lines: readonly string[], acknowledged: ReadonlyMap<string, readonly number[]>): Verdict {
  const seen = new Map<string, Set<number>>();
  const highest = new Map<string, number>();
  let duplicates = 0;
  let outOfOrder = 0;
  for (const line of lines) {
    const [key = '', text] = line.split(' ');
    const number = Number(text);
    const numbers = seen.get(key) ?? new Set();
    seen.set(key, numbers);
    if (numbers.has(number)) duplicates++;
    else if (number < (highest.get(key) ?? -1)) outOfOrder++;
    numbers.add(number);
    highest.set(key, Math.max(number, highest.get(key) ?? -1));
  }
  let lost = 0;
  for (const [key, numbers] of acknowledged) lost += numbers.filter((number) => !seen.get(key)?.has(number)).length;
  return { held: lines.length, lost, duplicates, outOfOrder };
}
