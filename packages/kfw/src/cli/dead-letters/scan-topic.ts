/** A scan of a dead-letter topic for a command: its progress, and the letters whose filter throws. */
import { type HandledOffsets, type ScannedLetter, type ScanProgress, scanLetters } from '@kfw/operating';
import type { ClusterRun } from '../cluster/with-cluster.js';
import { createProgress } from '../rendering/progress.js';
import { shownNumber } from '../rendering/table.js';
import { FilterFailures } from './filter-failures.js';
import type { LetterSelection } from './letter-filter.js';

export interface TopicScan extends Partial<LetterSelection> {
  readonly topic: string;
  /** Left out, handled letters are read as well. */
  readonly handled: HandledOffsets | undefined;
  /** Where each partition ends; by default its end offset. */
  readonly ends?: ReadonlyMap<number, number>;
  readonly onProgress?: (progress: ScanProgress) => void;
}

/** Ends early when the command is interrupted: its caller checks the signal. */
export async function* scanTopic(run: ClusterRun, scan: TopicScan): AsyncGenerator<ScannedLetter, undefined> {
  const { results, signal } = run;
  const { topic } = scan;
  const progress = createProgress({ doing: `reading ${topic}`, json: results.json });
  const failures = new FilterFailures(results);
  let read: Pick<ScanProgress, 'position' | 'total'> = { position: 0, total: 0 };
  try {
    yield* scanLetters({
      ...scan,
      signal,
      reader: run.reader(topic),
      onProgress: (now) => {
        read = now;
        scan.onProgress?.(now);
        progress.update(now.position, now.total);
      },
      onFilterError: failures.report,
    });
  } finally {
    progress.end();
    failures.end();
    if (signal.aborted) {
      results.note(
        `Interrupted: ${shownNumber(read.position)} of ${shownNumber(read.total)} messages of ${topic} read.`,
      );
    }
  }
  return undefined;
}
