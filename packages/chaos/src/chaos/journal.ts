/** The journal of a run: each incident, printed as it happens and kept for the checker as a line of JSON. */
import { writeFile } from 'node:fs/promises';
import type { Incident } from '../checker/incident.js';

export class Journal {
  readonly #incidents: Incident[] = [];

  constructor(readonly print: (line: string) => void) {}

  add(incident: Incident): void {
    this.#incidents.push(incident);
  }

  /** The count of each incident, for people: `worker-killed 3, broker-killed 2`. */
  get counts(): string {
    const counts = new Map<string, number>();
    for (const { kind } of this.#incidents) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
  }

  async write(file: string): Promise<void> {
    const lines = this.#incidents.toSorted((a, b) => a.at - b.at).map((incident) => `${JSON.stringify(incident)}\n`);
    await writeFile(file, lines.join(''));
  }
}
