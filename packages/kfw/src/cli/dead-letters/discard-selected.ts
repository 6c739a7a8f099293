/** `kfw dlq discard`: counts the selected letters, asks, and marks them as handled. */
import { discardLetters, endsOf, HandledOffsets, holdSingleRun, LetterTally } from '@kfw/operating';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { confirm } from '../rendering/confirm.js';
import { createProgress } from '../rendering/progress.js';
import { renderTable, shownNumber } from '../rendering/table.js';
import type { DiscardOptions } from './dlq-options.js';
import { FilterFailures } from './filter-failures.js';
import { findTopic, schemaTopicOf } from './find-topics.js';
import { parseSelection } from './letter-filter.js';
import { LetterDecoding } from './letter-message.js';
import { letterColumns } from './list-letters.js';
import { scanTopic, type TopicScan } from './scan-topic.js';

/**
 * Throws `KFW_TOPIC_NOT_FOUND`, the errors of the options, `KFW_CONFIRMATION_NEEDED`, `KFW_NOT_CONFIRMED`,
 * `KFW_DEAD_LETTERS_BUSY` while another run works on the topic, and what reading and committing throw.
 */
export async function discardSelected(named: string, options: DiscardOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { results, signal } = run;
    const topic = await findTopic(run, named);
    const selection = parseSelection(options, new LetterDecoding(run, schemaTopicOf(run, topic)));
    const handled = await HandledOffsets.load(run.transport.admin, topic);
    const scan = { topic, handled, ends: await endsNow(run, topic), ...selection };
    const tally = new LetterTally();
    for await (const { letter } of scanTopic(run, scan)) tally.add(letter);
    signal.throwIfAborted();
    const letters = `${shownNumber(tally.total)} ${tally.total === 1 ? 'letter' : 'letters'}`;
    if (tally.total > 0) {
      results.text(renderTable(tally.rows, letterColumns));
      await confirm(`Discard ${letters} of ${topic}?`, { yes: options.yes, signal });
    }
    const { discarded, left } = tally.total === 0 ? { discarded: 0, left: 0 } : await discard(run, scan);
    const rest = left === 0 ? '' : ` ${leftText(left)}`;
    results.result({ topic, discarded, left }, () => `${shownNumber(discarded)} of ${letters} discarded.${rest}`);
  });
}

/** Reads once more, up to the same ends: what came meanwhile has not been confirmed. */
async function discard(run: ClusterRun, { topic, ...scan }: TopicScan) {
  const { admin } = run.transport;
  const held = await holdSingleRun(topic, { transport: run.transport, admin });
  const progress = createProgress({ doing: `discarding letters of ${topic}`, json: run.results.json });
  const failures = new FilterFailures(run.results);
  try {
    const result = await discardLetters({
      ...scan,
      topic,
      handled: await HandledOffsets.load(admin, topic),
      reader: run.reader(topic),
      signal: AbortSignal.any([run.signal, held.lost]),
      onProgress: ({ position, total }) => progress.update(position, total),
      onFilterError: failures.report,
    });
    held.lost.throwIfAborted();
    return result;
  } finally {
    progress.end();
    await held.release();
  }
}

async function endsNow(run: ClusterRun, topic: string): Promise<ReadonlyMap<number, number>> {
  const reader = run.reader(topic);
  try {
    return await endsOf(reader);
  } finally {
    await reader.close();
  }
}

function leftText(left: number): string {
  return (
    `${shownNumber(left)} are left: the cluster can remember no more gaps between handled letters. ` +
    'Replay or discard the letters before them first.'
  );
}
