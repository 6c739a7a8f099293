/** Replays the selected letters of a topic that no other run works on, and reports the result. */
import { isKfwError } from '@kfw/core';
import { createParking, HandledOffsets, replayLetters, type Sender, scanLetters } from '@kfw/operating';
import { readingLimits } from '../../../reading/reading-limits.js';
import type { ClusterRun } from '../../cluster/with-cluster.js';
import { FilterFailures } from '../filter-failures.js';
import type { LetterSelection } from '../letter-filter.js';
import type { LetterDecoding } from '../letter-message.js';
import { openSender } from './copy-sender.js';
import type { ReplayDestination } from './replay-destination.js';
import type { ReplaySettings } from './replay-options.js';
import { replayPace } from './replay-pace.js';
import { ReplayProgress } from './replay-progress.js';
import { reportOutcome } from './report-outcome.js';
import { type TransformFunction, transformOf } from './transform-messages.js';

export interface ExecutedReplay extends ReplaySettings {
  /** The dead-letter topic, by its name on the cluster. */
  readonly topic: string;
  readonly selection: LetterSelection;
  readonly decoding: LetterDecoding;
  readonly transform: TransformFunction | undefined;
  readonly signal: AbortSignal;
  openDestination(sender: Sender): ReplayDestination;
}

/** Letters are sent in small batches: more of them would only wait in memory. */
const readAhead = { maxBytesPerPartition: 262_144, maxBytes: 1_048_576 };

/** Throws `KFW_REPLAY_INCOMPLETE` when letters have failed, and what reading and committing throw. */
export async function executeReplay(run: ClusterRun, replay: ExecutedReplay): Promise<void> {
  const { results } = run;
  const { topic, selection, decoding, transform, signal, maxReplays, keepGoing, rate } = replay;
  const { admin } = run.transport;
  const progress = new ReplayProgress(topic, results.json);
  const failures = new FilterFailures(results);
  const sender = await openSender(run);
  const destination = replay.openDestination(sender);
  try {
    const handled = await HandledOffsets.load(admin, topic);
    const outcome = await replayLetters({
      letters: scanLetters({
        topic,
        filter: selection.filter,
        handled,
        reader: run.transport.reader({ ...readingLimits(run.config), ...readAhead, topic }),
        signal,
        onProgress: progress.scanned,
        onFilterError: failures.report,
      }),
      destination,
      handled,
      parking: createParking({ topic, maxReplays, admin, sender }),
      transform: transform && transformOf(run, { transform, decoding, destination }),
      limit: selection.limit,
      keepGoing,
      pace: rate === undefined ? undefined : replayPace(rate),
      signal,
      onProgress: progress.replayed,
    });
    progress.end();
    failures.end();
    reportOutcome(results, topic, outcome);
  } catch (thrown) {
    if (!isKfwError(thrown, 'KFW_REPLAY_INCOMPLETE')) results.note(`${progress.text} before this error:`);
    throw thrown;
  } finally {
    progress.end();
    await destination.close();
    await sender.close();
  }
}
