/** The progress of a replay: letters that are done or not selected, of all that the dead-letter topic has left. */
import type { ReplayCounts, ScanProgress } from '@kfw/operating';
import { createProgress, type Progress } from '../../rendering/progress.js';

export class ReplayProgress {
  readonly #progress: Progress;
  #total: number | undefined;
  #notSelected = 0;
  #done = 0;

  constructor(topic: string, json: boolean) {
    this.#progress = createProgress({ doing: `replaying ${topic}`, unit: 'letters', json });
  }

  readonly scanned = ({ total, scanned, selected }: ScanProgress): void => {
    this.#total = total;
    this.#notSelected = scanned - selected;
    this.#update();
  };

  readonly replayed = ({ replayed, parked, skipped, failed }: ReplayCounts): void => {
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
