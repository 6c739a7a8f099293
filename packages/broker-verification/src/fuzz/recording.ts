/** The last attacks before a problem, as a file that `--replay` runs again. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Attack } from './attack.js';

/** Those of a round and more, with the thousand that only pass by. */
const mostAttacks = 3_000;
const mostBytes = 64 * 1024 * 1024;

type Stored = Omit<Attack, 'pieces'> & { readonly pieces: readonly string[] };

export class Recording {
  #attacks: Attack[] = [];
  #bytes = 0;

  add(attack: Attack): void {
    this.#attacks.push(attack);
    this.#bytes += sizeOf(attack);
    while (this.#attacks.length > mostAttacks || (this.#bytes > mostBytes && this.#attacks.length > 1)) {
      const oldest = this.#attacks.shift();
      if (oldest !== undefined) this.#bytes -= sizeOf(oldest);
    }
  }

  write(file: string, seed: number, problems: readonly string[]): void {
    const attacks: Stored[] = this.#attacks.map((attack) => ({
      ...attack,
      pieces: attack.pieces.map((piece) => piece.toString('base64')),
    }));
    writeFileSync(file, JSON.stringify({ seed, problems, attacks }, null, 1));
  }
}

export function readRecording(file: string): { readonly seed: number; readonly attacks: readonly Attack[] } {
  const { seed, attacks } = JSON.parse(readFileSync(file, 'utf8')) as { seed: number; attacks: readonly Stored[] };
  const revived = attacks.map((attack) => ({
    ...attack,
    pieces: attack.pieces.map((piece) => Buffer.from(piece, 'base64')),
  }));
  return { seed, attacks: revived };
}

const sizeOf = ({ pieces }: Attack): number => pieces.reduce((sum, { length }) => sum + length, 0);
