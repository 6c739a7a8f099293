/** Marks dead letters as handled without replaying them. Nothing is deleted: the topic's retention does that. */
import type { HandledOffsets } from './handled-offsets.js';
import { type LetterScan, scanLetters } from './scan-letters.js';

export interface DiscardResult {
  readonly discarded: number;
  /** Selected letters that are not marked, because the cluster cannot remember more ranges of their partitions. */
  readonly left: number;
}

const lettersPerCommit = 10_000;

/** Letters count as discarded once committed; one process at a time. Throws what reader and admin throw. */
export async function discardLetters(scan: LetterScan & { readonly handled: HandledOffsets }): Promise<DiscardResult> {
  const { handled } = scan;
  let discarded = 0;
  let left = 0;
  for await (const { letter, range } of scanLetters(scan)) {
    const { partition } = letter.place;
    if (!handled.reserve(partition, range)) {
      left++;
      continue;
    }
    handled.add(partition, range);
    discarded++;
    if (discarded % lettersPerCommit === 0) await handled.commit();
  }
  await handled.commit();
  return { discarded, left };
}
