/** `kfw dlq list`: how many dead letters there are, by source topic and error. */
import { HandledOffsets, type LetterCount, LetterTally } from '@kfw/operating';
import { withCluster } from '../cluster/with-cluster.js';
import { type Column, shownNumber } from '../rendering/table.js';
import type { ListOptions } from './dlq-options.js';
import { findTopics } from './find-topics.js';
import { scanTopic } from './scan-topic.js';

/** Throws `KFW_TOPIC_NOT_FOUND`, and what reading throws. */
export async function listLetters(named: readonly string[], options: ListOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const topics = await findTopics(run, named);
    if (topics.length === 0) run.results.note(noTopics(run.app !== undefined));
    const rows: LetterCount[] = [];
    for (const topic of topics) {
      const handled = options.all ? undefined : await HandledOffsets.load(run.transport.admin, topic);
      const tally = new LetterTally();
      for await (const { letter } of scanTopic(run, { topic, handled })) tally.add(letter);
      run.signal.throwIfAborted();
      rows.push(...tally.rows);
    }
    run.results.table(rows, letterColumns, `No dead letters in ${topics.join(', ') || 'any topic'}.`);
  });
}

export const letterColumns: readonly Column<LetterCount>[] = [
  { head: 'topic', cell: ({ topic }) => topic },
  { head: 'source topic', cell: ({ sourceTopic }) => sourceTopic ?? 'unknown' },
  { head: 'error', cell: ({ errorClass }) => errorClass ?? 'none' },
  { head: 'letters', cell: ({ count }) => shownNumber(count), align: 'right' },
  { head: 'first failed', cell: ({ firstFailedAt }) => firstFailedAt?.toISOString() ?? '' },
  { head: 'last failed', cell: ({ lastFailedAt }) => lastFailedAt?.toISOString() ?? '' },
];

function noTopics(hasApp: boolean): string {
  return hasApp
    ? "the cluster has none of the dead-letter topics of the app's routes. Name others: kfw dlq list TOPIC."
    : 'the cluster has no topic whose name ends in dead-letters, dead-letter, dlq or dlt. Name others: kfw dlq list TOPIC.';
}
