/** The progress of a replay: letters that are done or not selected, of all that the dead-letter topic has left. */
import type { ReplayCounts, ScanProgress } from '@kfw/operating';
import { createProgress, type Progress } from '../../rendering/progress.js';
import { shownNumber } from '../../rendering/table.js';

export class ReplayProgress {
  readonly #progress: Progress;
  #total: number | undefined;
  #notSelected = 0;
  #done = 0;
  #counts: Pick<ReplayCounts, 'replayed' | 'parked'> = { replayed: 0, parked: 0 };

  constructor(topic: string, json: boolean) {
    this.#progress = createProgress({ doing: `replaying ${topic}`, unit: 'letters', json });
  }

  readonly scanned = ({ total, scanned, selected }: ScanProgress): void => {
    this.#total = total;
    this.#notSelected = scanned - selected;
    this.#update();
  };

  /** How far it came: `500 replayed, 3 parked`. */
  get text(): string {
    const { replayed, parked } = this.#counts;
    return `${shownNumber(replayed)} replayed, ${shownNumber(parked)} parked`;
  }

  readonly replayed = (counts: ReplayCounts): void => {
    this.#counts = counts;
    const { replayed, parked, skipped, failed } = counts;
    this.#done = replayed + parked + skipped + failed;
    this.#update();
  };

  end(): void {
    this.#progress.end();
  }

  #update(): void {
    this.#progress.update(this.#done + this.#notSelected, this.#total);
  }
}
