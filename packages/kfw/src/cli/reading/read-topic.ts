/** `kfw topics read`: prints the messages of a topic that are selected, decoded as far as anything is known of them. */
import { isKfwError } from '@kfw/core';
import { requireTopics, TopicScan } from '@kfw/operating';
import { topicOnCluster } from '../cluster/topic-on-cluster.js';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { MessageDecoding } from '../decoding/message-decoding.js';
import { createProgress } from '../rendering/progress.js';
import type { Results } from '../rendering/results.js';
import { messageFilter } from './message-filter.js';
import { foundWriter, writeFound } from './message-output.js';
import { type ReadOptions, readRange } from './read-request.js';
import { failureReporter, printSummary } from './read-summary.js';

export async function readTopic(named: string, options: ReadOptions): Promise<void> {
  // Mistakes are reported before anything is connected.
  const range = readRange(options);
  const predicate = messageFilter(options);
  await withCluster(options, async (cluster) => {
    const { signal, results } = cluster;
    const topic = await topicOnCluster(cluster, named);
    const { raw = false, schemaOf = topic, follow = false } = options;
    // Nothing else shows that it waits.
    if (follow) results.note(`Following ${topic} until Ctrl-C.`);
    const scan = new TopicScan({
      ...range,
      topic,
      predicate,
      signal,
      decodes: !raw,
      readers: new MessageDecoding(cluster, { onUnknownSchema: hinter(results) }).readersOf(schemaOf),
      open: () => cluster.reader(topic),
    });
    try {
      await print(scan, { cluster, topic, raw });
    } catch (thrown) {
      if (isKfwError(thrown, 'KFW_TOPIC_UNKNOWN')) requireTopics([topic], await cluster.admin.listTopics());
      throw thrown;
    }
    printSummary({ topic, counts: scan.counts, spans: scan.spans, isInterrupted: signal.aborted }, results.json);
  });
}

/** Once. */
function hinter(results: Results): () => void {
  let isHinted = false;
  return () => {
    if (!isHinted)
      results.note('Some bytes seem to have a schema in a registry. To decode them, name it: --registry URL.');
    isHinted = true;
  };
}

interface Printing {
  readonly cluster: ClusterRun;
  readonly topic: string;
  readonly raw: boolean;
}

async function print(scan: TopicScan, { cluster: { results }, topic, raw }: Printing): Promise<void> {
  const { json } = results;
  const { stdout } = process;
  const write = foundWriter({ json, raw }, stdout);
  const reportFailures = failureReporter(results);
  const progress = createProgress({ doing: `reading ${topic}`, unit: 'offsets', json });
  try {
    for await (const found of scan.found()) {
      if (found.length > 0) {
        progress.end();
        reportFailures(found);
        await writeFound(found, write, stdout);
      }
      const { position, total } = scan.progress;
      // Who follows a topic waits for messages, not for an end.
      if (total !== undefined) progress.update(position, total);
    }
  } finally {
    progress.end();
  }
}
