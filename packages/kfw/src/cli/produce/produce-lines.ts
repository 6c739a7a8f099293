/**
 * `kfw produce`: sends JSON lines to a topic. All lines are checked before the first is sent; with `--keep-going` they are
 * sent as they are read, and invalid ones are reported.
 */
import { isKfwError, type TopicInfo } from '@kfw/core';
import { Pace, requireTopics, sendInOrder } from '@kfw/operating';
import { topicOnCluster } from '../cluster/topic-on-cluster.js';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { cliError } from '../errors.js';
import { parseRate } from '../rate-option.js';
import { createProgress } from '../rendering/progress.js';
import { shownNumber } from '../rendering/table.js';
import { LineEncoder } from './encode-line.js';
import { fileInput, type Input, spooledInput, streamInput } from './input.js';
import { LineCheck } from './line-check.js';
import { type LineProducer, openProducer } from './open-producer.js';
import type { InvalidLine } from './parse-line.js';
import { firstLine, type ProduceOptions } from './produce-options.js';
import { openWriters } from './topic-writers.js';

interface Production {
  readonly cluster: ClusterRun;
  readonly topic: string;
  readonly from: number;
  readonly encoder: LineEncoder;
  readonly producer: LineProducer;
  readonly pace: Pace | undefined;
}

export async function produceLines(named: string, options: ProduceOptions): Promise<void> {
  const rate = parseRate('--rate', options.rate);
  const from = firstLine(options);
  const { dryRun = false, keepGoing = false, byKey = false } = options;
  await withCluster(options, async (cluster) => {
    const topic = await topicOnCluster(cluster, named);
    const sink = await cluster.openSink();
    const info = await topicInfo(cluster, topic, () => sink.topicInfo(topic));
    const writers = await openWriters(cluster, topic, { changesNothing: dryRun });
    if (!writers.hasSchema) cluster.results.note(noSchema(topic));
    const producer = openProducer(cluster, topic, sink);
    const isCompressed = cluster.config.producer.compression !== 'none';
    const encoder = new LineEncoder({ topic: producer.topic, writers, info, sink, byKey, isCompressed });
    const pace = rate === undefined ? undefined : new Pace(rate);
    const production = { cluster, topic, from, encoder, producer, pace };
    const input = await openInput(options, cluster);
    try {
      if (keepGoing) await sendAsRead(production, input, dryRun);
      else await sendChecked(production, input, dryRun);
    } finally {
      await input.close();
    }
  });
}

function noSchema(topic: string): string {
  return `No schema is known for ${topic}: payloads are sent as JSON, and text as it is.`;
}

async function topicInfo(
  { admin }: ClusterRun,
  topic: string,
  look: () => TopicInfo | Promise<TopicInfo>,
): Promise<TopicInfo> {
  try {
    return await look();
  } catch (thrown) {
    if (isKfwError(thrown, 'KFW_TOPIC_UNKNOWN')) requireTopics([topic], await admin.listTopics());
    throw thrown;
  }
}

/** A signal ends waiting for standard input. */
async function openInput(
  { file, keepGoing }: ProduceOptions,
  { signal, results }: Pick<ClusterRun, 'signal' | 'results'>,
): Promise<Input> {
  if (file !== undefined) return fileInput(file);
  const { stdin } = process;
  if (stdin.isTTY) results.note('Reading standard input; Ctrl-D ends it.');
  signal.addEventListener('abort', () => stdin.destroy());
  if (keepGoing) return streamInput(untilAborted(stdin, signal));
  return spooledInput(untilAborted(stdin, signal));
}

async function* untilAborted(stream: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer, undefined> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
  return undefined;
}

async function sendChecked(production: Production, input: Input, dryRun: boolean): Promise<void> {
  const { cluster, from, encoder } = production;
  const { signal, results } = cluster;
  const check = new LineCheck(encoder, { from, signal });
  const progress = createProgress({ doing: 'checking lines', unit: 'lines', json: results.json });
  try {
    for await (const _ of check.lists(input.chunks())) progress.update(check.valid + check.invalid);
  } finally {
    progress.end();
  }
  if (signal.aborted) {
    results.note('Nothing was sent.');
    return;
  }
  check.requireLines();
  if (check.invalid > 0) throw linesInvalid(check, false);
  if (dryRun) reportDryRun(production, check);
  else {
    const again = new LineCheck(encoder, { from, signal });
    await send(production, again, input, check.valid);
    // The file may have been changed since it was checked.
    if (again.invalid > 0) throw linesInvalid(again, true);
  }
}

async function sendAsRead(production: Production, input: Input, dryRun: boolean): Promise<void> {
  const { cluster, from, encoder } = production;
  const { signal, results } = cluster;
  const onInvalid = ({ number, reason }: InvalidLine): void => results.note(`line ${number}: ${reason}.`);
  const check = new LineCheck(encoder, { from, signal, onInvalid });
  if (dryRun) {
    for await (const _ of check.lists(input.chunks()));
    reportDryRun(production, check);
  } else await send(production, check, input, undefined);
  check.requireLines();
  if (check.invalid > 0) process.exitCode = 1;
}

function linesInvalid(check: LineCheck, isSent: boolean): Error {
  return cliError('KFW_PRODUCE_LINES_INVALID', { lines: check.mistakes, count: check.invalid, isSent });
}

function reportDryRun({ cluster: { results }, topic }: Production, { valid, invalid }: LineCheck): void {
  results.result({ topic, dryRun: true, messages: valid, invalid }, () => {
    return `${counted(valid)} can be sent to ${topic}${invalid > 0 ? `, ${invalid} cannot` : ''}. Nothing was sent.`;
  });
}

/** `total`: how many there are, if that is known. */
async function send(production: Production, check: LineCheck, input: Input, total: number | undefined): Promise<void> {
  const { cluster, topic, producer, pace } = production;
  const { signal, results } = cluster;
  const progress = createProgress({ doing: `producing to ${topic}`, json: results.json });
  let acknowledged = 0;
  // Should those in flight take too long, this is the last word.
  const onInterrupt = (): void =>
    results.note(`Interrupted. Acknowledged so far: ${counted(acknowledged)}. Waiting for those in flight.`);
  signal.addEventListener('abort', onInterrupt, { once: true });
  const { sent, last, failure } = await sendInOrder({
    lists: check.lists(input.chunks()),
    deliver: (lines) => producer.deliver(lines.map(({ message }) => message)),
    pace,
    signal,
    onProgress: (done) => {
      acknowledged = done;
      progress.update(done, total);
    },
  }).finally(() => {
    signal.removeEventListener('abort', onInterrupt);
    progress.end();
  });
  results.result({ topic, sent, invalid: check.invalid }, () => {
    return `${counted(sent)} sent to ${topic}${check.invalid > 0 ? `, ${check.invalid} could not be` : ''}.`;
  });
  const isWhole = failure === undefined && !signal.aborted;
  if (!isWhole) results.note(`Continue with --from-line ${(last?.number ?? production.from - 1) + 1}.`);
  if (failure !== undefined) throw failure;
}

function counted(messages: number): string {
  return `${shownNumber(messages)} ${messages === 1 ? 'message' : 'messages'}`;
}
