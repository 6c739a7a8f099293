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

/** Throws `KFW_REPLAY_INCOMPLETE` when letters have failed. */
export function reportOutcome(results: Results, topic: string, outcome: ReplayOutcome): void {
  const { replayed, parked, skipped, failed, failures, ended, refusals } = outcome;
  noteRefusals(results, refusals);
  for (const { place, error } of failures) {
    results.note(`${placeText(place)} failed: ${printableLine(error.message)}`);
  }
  if (ended === 'interrupted') results.note('Interrupted. Run it again with the same options to continue.');
  const parts = [
    `${lettersText(replayed)} of ${topic} replayed`,
    ...(parked > 0 ? [`${shownNumber(parked)} parked in ${topic}.parked`] : []),
    ...(skipped > 0 ? [`${shownNumber(skipped)} skipped`] : []),
    ...(failed > 0 ? [`${shownNumber(failed)} failed`] : []),
  ];
  results.result({ replayed, parked, skipped }, () => `${parts.join(', ')}.`);
  if (failed > 0) throw cliError('KFW_REPLAY_INCOMPLETE', { topic, failed, hasStopped: ended === 'failed' });
}

function lettersText(count: number): string {
  return `${shownNumber(count)} ${count === 1 ? 'letter' : 'letters'}`;
}
