/**
 * The verdict on a run: compares the three topics with each other and with the acknowledgements of the producer. Pure.
 *
 * Order is that of first appearances: at-least-once may go back and repeat, and repeats were in order the first time.
 * So a message that appears for the first time after a later one of its key is out of order, and one that has appeared
 * before is a duplicate, wherever it stands. The gaps that dead letters leave are in order.
 */
import { type DeadLetter, idOf, type Logs, type Produced } from './records.js';

export interface Judgement {
  /** Messages in the input. */
  readonly produced: number;
  /** Of those, the ones that are in the output. */
  readonly handled: number;
  /** In the input, and neither handled nor a dead letter; or acknowledged, and not even in the input. */
  readonly lost: number;
  readonly outOfOrder: number;
  /** Repeats in the output and in the dead letters. */
  readonly duplicates: number;
  /** Messages that are dead letters. */
  readonly deadLettered: number;
  /** Other violations, as sentences: each fails the run. */
  readonly wrong: readonly string[];
  /** The first few of each kind, for people. */
  readonly examples: readonly string[];
}

const examplesOfAKind = 10;

export function judge({ produced, handled, deadLetters, acknowledged }: Logs): Judgement {
  const examples = new Examples();
  const wrong = new Violations(examples);
  const input = readInput(produced, wrong);
  const unwritten = missing(acknowledged, input, examples);

  const known = { input, wrong, examples };
  const output = readOutput(handled, known);
  const dead = readDeadLetters(deadLetters, known);

  let lost = unwritten;
  for (const [id, message] of input) {
    if (message.poison && output.ids.has(id)) wrong.add('poison was handled', id);
    if (message.poison && !dead.ids.has(id))
      wrong.add('poison is missing from the dead letters', `${id} at ${positionOf(message)}`);
    if (!message.poison && dead.ids.has(id))
      wrong.add('a dead letter is not poison', `${id} at ${positionOf(message)}`);
    if (output.ids.has(id) || dead.ids.has(id)) continue;
    lost++;
    examples.add('lost', `${id} at ${positionOf(message)} of the input`);
  }
  return {
    produced: input.size,
    handled: output.ids.size,
    lost,
    outOfOrder: output.outOfOrder,
    duplicates: output.duplicates + dead.duplicates,
    deadLettered: dead.ids.size,
    wrong: wrong.sentences(),
    examples: examples.lines,
  };
}

type Input = ReadonlyMap<string, Produced>;

interface Known {
  readonly input: Input;
  readonly wrong: Violations;
  readonly examples: Examples;
}

/** The producer is idempotent and sends the numbers of a key in order: the log must say so. */
function readInput(produced: readonly Produced[], wrong: Violations): Input {
  const input = new Map<string, Produced>();
  const order = new FirstAppearances();
  for (const message of produced) {
    switch (order.see(message)) {
      case 'again':
        wrong.add('the input holds a message twice', `${idOf(message)} at ${positionOf(message)}`);
        continue;
      case 'late':
        wrong.add('the input itself is out of order', `${idOf(message)} at ${positionOf(message)}`);
        break;
      case 'next':
    }
    input.set(idOf(message), message);
  }
  return input;
}

function missing(acknowledged: Logs['acknowledged'], input: Input, examples: Examples): number {
  let count = 0;
  for (const [key, seqs] of acknowledged ?? []) {
    for (const seq of seqs) {
      const id = idOf({ key, seq });
      if (input.has(id)) continue;
      count++;
      examples.add('lost', `${id} was acknowledged, and is not in the input`);
    }
  }
  return count;
}

function readOutput(handled: Logs['handled'], { input, wrong, examples }: Known) {
  const order = new FirstAppearances();
  const ids = new Set<string>();
  let outOfOrder = 0;
  let duplicates = 0;
  for (const one of handled) {
    const id = idOf(one);
    if (!input.has(id)) wrong.add('the output holds a message that the input does not', `${id} at ${one.position}`);
    const seen = order.see(one);
    if (seen === 'again') {
      duplicates++;
      continue;
    }
    ids.add(id);
    if (seen === 'next') continue;
    outOfOrder++;
    const by = `by ${one.pid} at ${new Date(one.at).toISOString()}, ${one.position} of the output`;
    examples.add('out of order', `${id} (input ${positionOf(one)}) ${by}, after ${order.highest(one.key)}`);
  }
  return { ids, outOfOrder, duplicates };
}

/** The dead letters of a source partition lie in its order, and say where each came from. */
function readDeadLetters(deadLetters: readonly DeadLetter[], { input, wrong, examples }: Known) {
  const ids = new Set<string>();
  const highest = new Map<number, number>();
  let duplicates = 0;
  for (const letter of deadLetters) {
    const id = idOf(letter);
    const { sourcePartition, sourceOffset, position } = letter;
    const source = input.get(id);
    if (source === undefined) wrong.add('a dead letter is missing from the input', `${id} at ${position}`);
    else if (source.partition !== sourcePartition || source.offset !== sourceOffset)
      wrong.add('a dead letter names another source', `${id} at ${position} names ${sourcePartition}/${sourceOffset}`);
    if (ids.has(id)) {
      duplicates++;
      examples.add('repeated', `dead letter ${id} at ${position}`);
      continue;
    }
    ids.add(id);
    const before = highest.get(sourcePartition) ?? -1;
    if (sourceOffset < before) wrong.add('dead letters are out of order', `${id} at ${position}`);
    highest.set(sourcePartition, Math.max(before, sourceOffset));
  }
  return { ids, duplicates };
}

const positionOf = ({ partition, offset }: { partition: number; offset: number }): string => `${partition}/${offset}`;

/** Per key: which numbers have appeared, and the highest of them. */
class FirstAppearances {
  readonly #keys = new Map<string, { readonly seen: Set<number>; highest: number }>();

  see({ key, seq }: { readonly key: string; readonly seq: number }): 'next' | 'late' | 'again' {
    let own = this.#keys.get(key);
    if (own === undefined) {
      own = { seen: new Set(), highest: -1 };
      this.#keys.set(key, own);
    }
    if (own.seen.has(seq)) return 'again';
    own.seen.add(seq);
    if (seq < own.highest) return 'late';
    own.highest = seq;
    return 'next';
  }

  highest(key: string): number {
    return this.#keys.get(key)?.highest ?? -1;
  }
}

class Examples {
  readonly lines: string[] = [];
  readonly #counts = new Map<string, number>();

  add(kind: string, text: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= examplesOfAKind) this.lines.push(`${kind}: ${text}`);
  }
}

class Violations {
  readonly #counts = new Map<string, number>();

  constructor(private readonly examples: Examples) {}

  add(what: string, text: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    this.examples.add(what, text);
  }

  sentences(): string[] {
    return [...this.#counts].map(([what, count]) => `${what}: ${count} ×`);
  }
}
