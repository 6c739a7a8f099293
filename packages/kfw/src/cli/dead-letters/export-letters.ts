/** `kfw dlq export`: dead letters as JSON lines, to a file or to standard output. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toError } from '@kfw/core';
import { HandledOffsets } from '@kfw/operating';
import { systemCode } from '../../system-code.js';
import { print } from '../../terminal/print.js';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { cliError } from '../errors.js';
import { shownNumber } from '../rendering/table.js';
import type { ExportOptions } from './dlq-options.js';
import { exportedLetter } from './exported-letter.js';
import { findTopic, schemaTopicOf } from './find-topics.js';
import { parseSelection } from './letter-filter.js';
import { LetterDecoding } from './letter-message.js';
import { scanTopic } from './scan-topic.js';

/** Throws `KFW_TOPIC_NOT_FOUND`, `KFW_FILE_EXISTS`, the errors of the options, and what reading and writing throw. */
export async function exportLetters(named: string, options: ExportOptions): Promise<void> {
  const { file, force = false } = options;
  await withCluster(options, async (run) => {
    const exported = new Exported(run, await findTopic(run, named), options);
    if (file === undefined) {
      for await (const line of exported.lines()) print(line);
    } else {
      try {
        await pipeline(Readable.from(exported.lines()), createWriteStream(file, { flags: force ? 'w' : 'wx' }));
      } catch (thrown) {
        if (systemCode(thrown) === 'EEXIST') throw cliError('KFW_FILE_EXISTS', { files: [file] });
        throw toError(thrown);
      }
    }
    const { count } = exported;
    const letters = `${shownNumber(count)} ${count === 1 ? 'letter' : 'letters'}`;
    run.results.note(file === undefined ? `${letters}.` : `${letters} in ${file}.`);
  });
}

class Exported {
  count = 0;

  constructor(
    private readonly run: ClusterRun,
    private readonly topic: string,
    private readonly options: ExportOptions,
  ) {}

  async *lines(): AsyncGenerator<string, undefined> {
    const { run, topic, options } = this;
    const selection = parseSelection(options, new LetterDecoding(run, schemaTopicOf(run, topic)));
    const handled = options.all ? undefined : await HandledOffsets.load(run.transport.admin, topic);
    for await (const { letter } of scanTopic(run, { topic, handled, ...selection })) {
      yield `${JSON.stringify(exportedLetter(letter))}\n`;
      this.count++;
    }
    return undefined;
  }
}
