/** `kfw dlq replay`: shows what it would do, or with `--execute` replays the selected letters and remembers them. */
import { holdSingleRun, isParkedTopic, type Sender } from '@kfw/operating';
import { type ClusterRun, withCluster } from '../../cluster/with-cluster.js';
import { cliError } from '../../errors.js';
import { withoutRegistry } from '../../produce/topic-writers.js';
import { findTopic, schemaTopicOf } from '../find-topics.js';
import { parseSelection } from '../letter-filter.js';
import { LetterDecoding } from '../letter-message.js';
import { executeReplay } from './execute-replay.js';
import { intoTopics, type ReplayDestination } from './replay-destination.js';
import { parseSettings, type ReplayOptions, type ReplaySettings } from './replay-options.js';
import { routeConsumers } from './route-consumers.js';
import { showPlan } from './show-plan.js';
import { targetTopics } from './target-topics.js';
import { loadTransform } from './transform-file.js';
import { transformOf } from './transform-messages.js';

/**
 * Throws `KFW_TOPIC_NOT_FOUND`, `KFW_PARKED_LETTERS`, the errors of the options and of the transform's file, `KFW_DEAD_LETTERS_BUSY` while
 * another run works on the topic, `KFW_REPLAY_INCOMPLETE` when letters have failed, and what reading and committing throw.
 */
export async function replaySelected(named: string, options: ReplayOptions): Promise<void> {
  const settings = parseSettings(options);
  await withCluster(options, async (run) => {
    const topic = await findTopic(run, named);
    if (isParkedTopic(topic) && options.maxReplays === undefined) throw cliError('KFW_PARKED_LETTERS', { topic });
    const target = await onCluster(run, settings.target, topic);
    const decoding = new LetterDecoding(run, schemaTopicOf(run, topic));
    const selection = parseSelection(options, decoding);
    const transform = options.transform === undefined ? undefined : await loadTransform(run.app, options.transform);
    const replay = { ...settings, target, topic, selection };
    if (!settings.execute) {
      const destination = destinationOf(run, replay, sendsNothing, run.signal);
      const { declared, nameInCode } = run;
      const cluster = { codecs: withoutRegistry(run.codecs), declared, nameInCode };
      const tried = transform && transformOf(cluster, { transform, decoding, destination });
      await showPlan(run, { ...replay, destination, transform: tried });
      return;
    }
    const held = await holdSingleRun(topic, { transport: run.transport, admin: run.transport.admin });
    try {
      const signal = AbortSignal.any([run.signal, held.lost]);
      const openDestination = (sender: Sender) => destinationOf(run, replay, sender, signal);
      await executeReplay(run, { ...replay, decoding, transform, signal, openDestination });
      held.lost.throwIfAborted();
    } finally {
      await held.release();
    }
  });
}

/** Throws `KFW_TOPIC_NOT_FOUND` with the nearest name, and `KFW_OPTION_INVALID` for the dead-letter topic itself. */
async function onCluster(
  run: ClusterRun,
  target: ReplaySettings['target'],
  deadLetters: string,
): Promise<ReplaySettings['target']> {
  if (target.kind !== 'topic') return target;
  const topic = await findTopic(run, target.topic);
  if (topic !== deadLetters) return { ...target, topic };
  const expected = 'another topic than that of the dead letters';
  throw cliError('KFW_OPTION_INVALID', { option: '--to', expected, given: target.topic });
}

/** Of a dry run. */
const sendsNothing: Sender = { deliver: () => Promise.reject(new Error('a dry run sends nothing')) };

function destinationOf(
  run: ClusterRun,
  { target, topic }: Pick<ReplaySettings, 'target'> & { readonly topic: string },
  sender: Sender,
  signal: AbortSignal,
): ReplayDestination {
  return target.kind === 'consumer'
    ? routeConsumers({ app: run.app, topic, signal })
    : intoTopics({ target, topics: targetTopics(run), sender });
}
