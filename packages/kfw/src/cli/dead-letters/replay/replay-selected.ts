/** `kfw dlq replay`: shows what it would do, or with `--execute` replays the selected letters and remembers them. */
import { createParking, HandledOffsets, holdSingleRun, replayLetters, type Sender, scanLetters } from '@kfw/operating';
import { type ClusterRun, withCluster } from '../../cluster/with-cluster.js';
import { FilterFailures } from '../filter-failures.js';
import { findTopic, schemaTopicOf } from '../find-topics.js';
import { type LetterSelection, parseSelection } from '../letter-filter.js';
import { LetterDecoding } from '../letter-message.js';
import { openSender } from './copy-sender.js';
import { intoTopics, type ReplayDestination } from './replay-destination.js';
import { parseSettings, type ReplayOptions, type ReplaySettings } from './replay-options.js';
import { replayPace } from './replay-pace.js';
import { ReplayProgress } from './replay-progress.js';
import { reportOutcome } from './report-outcome.js';
import { routeConsumers } from './route-consumers.js';
import { showPlan } from './show-plan.js';
import { targetTopics } from './target-topics.js';
import { loadTransform } from './transform-file.js';
import { transformOf } from './transform-messages.js';

interface Replay extends ReplaySettings {
  readonly topic: string;
  readonly selection: LetterSelection;
  readonly decoding: LetterDecoding;
  readonly transformFile: string | undefined;
}

/**
 * Throws `KFW_TOPIC_NOT_FOUND`, the errors of the options and of the transform's file, `KFW_DEAD_LETTERS_BUSY` while
 * another run works on the topic, `KFW_REPLAY_INCOMPLETE` when letters have failed, and what reading and committing throw.
 */
export async function replaySelected(named: string, options: ReplayOptions): Promise<void> {
  const settings = parseSettings(options);
  await withCluster(options, async (run) => {
    const topic = await findTopic(run, named);
    const decoding = new LetterDecoding(run, schemaTopicOf(run, topic));
    const selection = parseSelection(options, decoding);
    const replay = { ...settings, topic, selection, decoding, transformFile: options.transform };
    const target = settings.target.kind === 'topic' ? await findTopic(run, settings.target.topic) : '';
    await (settings.execute ? execute(run, replay, target) : dryRun(run, replay, target));
  });
}

/** `target`: the topic of `--to TOPIC`, by its name on the cluster. */
async function dryRun(run: ClusterRun, replay: Replay, target: string): Promise<void> {
  if (replay.transformFile !== undefined) await loadTransform(run.app, replay.transformFile);
  const deliver = () => Promise.reject(new Error('a dry run sends nothing'));
  const destination = destinationOf(run, replay, target, { deliver });
  await showPlan(run, { ...replay, destination });
}

async function execute(run: ClusterRun, replay: Replay, target: string): Promise<void> {
  const { results } = run;
  const { topic, selection, maxReplays, keepGoing, rate, decoding, transformFile } = replay;
  const { admin } = run.transport;
  const transform = transformFile === undefined ? undefined : await loadTransform(run.app, transformFile);
  const held = await holdSingleRun(topic, { transport: run.transport, admin });
  const signal = AbortSignal.any([run.signal, held.lost]);
  const progress = new ReplayProgress(topic, results.json);
  const failures = new FilterFailures(results);
  const sender = await openSender(run);
  const destination = destinationOf(run, replay, target, sender, signal);
  try {
    const handled = await HandledOffsets.load(admin, topic);
    const outcome = await replayLetters({
      letters: scanLetters({
        topic,
        filter: selection.filter,
        handled,
        reader: run.reader(topic),
        signal,
        onProgress: progress.scanned,
        onFilterError: failures.report,
      }),
      destination,
      handled,
      parking: createParking({ topic, maxReplays, admin, sender }),
      limit: selection.limit,
      keepGoing,
      signal,
      transform: transform && transformOf(run, { transform, decoding, destination }),
      pace: rate === undefined ? undefined : replayPace(rate),
      onProgress: progress.replayed,
    });
    progress.end();
    failures.end();
    reportOutcome(results, topic, outcome);
    held.lost.throwIfAborted();
  } finally {
    progress.end();
    await destination.close();
    await sender.close();
    await held.release();
  }
}

function destinationOf(
  run: ClusterRun,
  { target, topic }: Replay,
  targetOnCluster: string,
  sender: Sender,
  signal: AbortSignal = run.signal,
): ReplayDestination {
  if (target.kind === 'consumer') return routeConsumers({ app: run.app, topic, signal });
  const named = target.kind === 'topic' ? { ...target, topic: targetOnCluster } : target;
  return intoTopics({ target: named, topics: targetTopics(run), sender });
}
