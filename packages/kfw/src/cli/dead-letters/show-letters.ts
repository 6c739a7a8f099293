/** `kfw dlq show`: dead letters, decoded, with where they came from and why they are there. */
import { HandledOffsets } from '@kfw/operating';
import { withCluster } from '../cluster/with-cluster.js';
import type { ShowOptions } from './dlq-options.js';
import { findTopic, schemaTopicOf } from './find-topics.js';
import { parseSelection } from './letter-filter.js';
import { letterJson } from './letter-json.js';
import { LetterDecoding } from './letter-message.js';
import { renderLetter } from './render-letter.js';
import { scanTopic } from './scan-topic.js';
import { ShownNotes } from './shown-notes.js';

/** Throws `KFW_TOPIC_NOT_FOUND`, the errors of the options, and what reading throws. */
export async function showLetters(named: string, options: ShowOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { results } = run;
    const topic = await findTopic(run, named);
    const decoding = new LetterDecoding(run, schemaTopicOf(run, topic));
    const selection = parseSelection(options, decoding);
    const handled = options.all ? undefined : await HandledOffsets.load(run.transport.admin, topic);
    const notes = new ShownNotes(topic, selection.limit);
    for await (const { letter } of scanTopic(run, { topic, handled, ...selection, onProgress: notes.scanned })) {
      const message = await decoding.shown(letter);
      results.result(letterJson(message), () => renderLetter(message));
      notes.shown(letter);
    }
    if (!results.json) for (const line of notes.lines) results.note(line);
  });
}
