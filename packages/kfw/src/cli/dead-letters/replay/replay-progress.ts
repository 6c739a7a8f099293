/** The progress of a replay: letters that are done or not selected, of all that the dead-letter topic has left. */
import type { ReplayCounts, ScanProgress } from '@kfw/operating';
import { createProgress, type Progress } from '../../rendering/progress.js';
import { shownNumber } from '../../rendering/table.js';

export class ReplayProgress {
  readonly #progress: Progress;
  #total: number | undefined;
  #notSelected = 0;
  #done = 0;
  #counts: Pick<ReplayCounts, 'replayed' | 'parked' | 'dropped'> = { replayed: 0, parked: 0, dropped: 0 };

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
    const { replayed, parked, dropped } = this.#counts;
    const others = dropped > 0 ? `, ${shownNumber(dropped)} dropped by the transform` : '';
    return `${shownNumber(replayed)} replayed, ${shownNumber(parked)} parked${others}`;
  }

  readonly replayed = (counts: ReplayCounts): void => {
    this.#counts = counts;
    const { replayed, parked, dropped, skipped, failed } = counts;
    this.#done = replayed + parked + dropped + skipped + failed;
    this.#update();
  };

  end(): void {
    this.#progress.end();
  }

  #update(): void {
    this.#progress.update(this.#done + this.#notSelected, this.#total);
  }
}
