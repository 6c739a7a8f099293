/**
 * Checks a topic, as kcat reads it, against the acknowledgements of callers: no acknowledged message may be missing, none
 * may be there twice, and the numbers of a key must rise.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

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
  const args = ['-b', brokers, '-C', '-q', '-e', '-t', topic, '-o', 'beginning', '-f', '%k %s\n'];
  const kcat = spawn('kcat', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(kcat, 'close');
  const judge = new Judge();
  for await (const line of createInterface({ input: kcat.stdout })) judge.see(line);
  const [code] = await closed;
  if (code !== 0) throw new Error(`kcat could not read ${topic}: it ended with exit code ${code}`);
  return judge.verdict(acknowledged);
}

/** Sees the log line by line: key and number, in the order of the log within each key. */
export class Judge {
  readonly #seen = new Map<string, { readonly numbers: Set<number>; highest: number }>();
  #held = 0;
  #duplicates = 0;
  #outOfOrder = 0;

  see(line: string): void {
    const [key = '', text] = line.split(' ');
    const number = Number(text);
    let seen = this.#seen.get(key);
    if (seen === undefined) {
      seen = { numbers: new Set(), highest: -1 };
      this.#seen.set(key, seen);
    }
    this.#held++;
    if (seen.numbers.has(number)) this.#duplicates++;
    else if (number < seen.highest) this.#outOfOrder++;
    seen.numbers.add(number);
    seen.highest = Math.max(seen.highest, number);
  }

  verdict(acknowledged: ReadonlyMap<string, readonly number[]>): Verdict {
    let lost = 0;
    for (const [key, numbers] of acknowledged) {
      const seen = this.#seen.get(key)?.numbers;
      for (const number of numbers) if (!seen?.has(number)) lost++;
    }
    return { held: this.#held, lost, duplicates: this.#duplicates, outOfOrder: this.#outOfOrder };
  }
}
