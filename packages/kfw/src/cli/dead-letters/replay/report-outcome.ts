/** The result of a replay for people and programs. */
import type { ReplayOutcome } from '@kfw/operating';
import { printableLine } from '../../../terminal/printable.js';
import { cliError } from '../../errors.js';
import { placeText } from '../../rendering/place-text.js';
import type { Results } from '../../rendering/results.js';
import { shownNumber } from '../../rendering/table.js';

/** Letters that stay where they are, by reason. */
export function noteRefusals(results: Results, refusals: ReplayOutcome['refusals']): void {
  for (const [reason, count] of refusals) {
    results.note(`${lettersText(count)} not replayed, and not marked as handled: ${printableLine(reason)}.`);
  }
}

/** The first ones by name, the others by number. */
export function noteFailures(results: Results, { failed, failures }: Pick<ReplayOutcome, 'failed' | 'failures'>): void {
  for (const { place, error } of failures) {
    results.note(`${placeText(place)} failed: ${printableLine(error.message)}`);
  }
  const others = failed - failures.length;
  if (others > 0) results.note(`${shownNumber(others)} more failed.`);
}

/** Throws `KFW_REPLAY_INCOMPLETE` when letters have failed. */
export function reportOutcome(results: Results, topic: string, outcome: ReplayOutcome): void {
  const { replayed, parked, dropped, skipped, failed, ended, refusals } = outcome;
  noteRefusals(results, refusals);
  noteFailures(results, outcome);
  if (ended === 'interrupted') results.note('Interrupted. Run it again with the same options to continue.');
  const parts = [
    `${lettersText(replayed)} of ${topic} replayed`,
    ...(parked > 0 ? [`${shownNumber(parked)} parked in ${topic}.parked`] : []),
    ...(dropped > 0 ? [`${shownNumber(dropped)} dropped by the transform`] : []),
    ...(skipped > 0 ? [`${shownNumber(skipped)} skipped`] : []),
    ...(failed > 0 ? [`${shownNumber(failed)} failed`] : []),
  ];
  results.result({ replayed, parked, skipped: dropped + skipped }, () => `${parts.join(', ')}.`);
  if (failed > 0) throw cliError('KFW_REPLAY_INCOMPLETE', { topic, failed, hasStopped: ended === 'failed' });
}

function lettersText(count: number): string {
  return `${shownNumber(count)} ${count === 1 ? 'letter' : 'letters'}`;
}
