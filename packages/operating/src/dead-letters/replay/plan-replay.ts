/** What a replay would do, counted without doing it. A transform is called for each letter, as in the replay. */
import { toError } from '@kfw/core';
import type { ScannedLetter } from '../scan-letters.js';
import type { Destination } from './destination.js';
import { parkedTopic, turnOf } from './parked-topic.js';
import type { Transform } from './replay-letters.js';
import { type ReplayOutcome, ReplayTally } from './replay-tally.js';
import { isRefusal } from './replay-target.js';
import { originalMessage } from './replayed-copy.js';

export interface PlanOptions {
  /** Those that are selected and not handled yet. */
  readonly letters: AsyncIterable<ScannedLetter>;
  /** The dead-letter topic. */
  readonly topic: string;
  readonly destination: Pick<Destination, 'targetOf'>;
  readonly maxReplays: number;
  readonly transform?: Transform | undefined;
  /** How many letters are tried, at most. */
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
}

export interface PlannedReplay {
  /** `drop`: the transform returned `null`. */
  readonly action: 'replay' | 'park' | 'drop';
  /** As the headers of the letters name it. */
  readonly sourceTopic: string | undefined;
  /** A topic as it is called on the cluster, or a consumer in this process. `null` for dropped letters. */
  readonly target: string | null;
  readonly messages: number;
}

/** With the letters for which the transform failed: a plan continues after them. */
export interface ReplayPlan extends Pick<ReplayOutcome, 'failed' | 'failures'> {
  /** By source topic and target. */
  readonly replays: readonly PlannedReplay[];
  /** How many letters would stay where they are, by reason. */
  readonly refusals: ReadonlyMap<string, number>;
}

/** Throws what reading the letters throws. */
export async function planReplay(options: PlanOptions): Promise<ReplayPlan> {
  const { letters, topic, destination, maxReplays, transform, limit = Number.POSITIVE_INFINITY, signal } = options;
  const replays = new Map<string, PlannedReplay>();
  const tally = new ReplayTally();
  const plan = (action: PlannedReplay['action'], sourceTopic: string | undefined, target: string | null): void => {
    const id = JSON.stringify([action, sourceTopic, target]);
    replays.set(id, { action, sourceTopic, target, messages: (replays.get(id)?.messages ?? 0) + 1 });
  };
  for await (const { letter } of letters) {
    if (tally.tried >= limit || signal.aborted) break;
    const turn = turnOf(letter, maxReplays);
    const target = await destination.targetOf(letter);
    const sourceTopic = letter.source?.topic;
    if (isRefusal(target)) tally.refuse(target);
    else if (typeof turn === 'object') tally.refuse(turn);
    else if (turn === 'park') {
      tally.parked++;
      plan('park', sourceTopic, parkedTopic(topic));
    } else {
      try {
        const isDropped = transform !== undefined && (await transform(originalMessage(letter), letter)) === null;
        tally.replayed++;
        plan(isDropped ? 'drop' : 'replay', sourceTopic, isDropped ? null : target.name);
      } catch (thrown) {
        tally.fail(letter, toError(thrown));
      }
    }
  }
  const { refusals, failed, failures } = tally.outcome;
  return { replays: [...replays.values()], refusals, failed, failures };
}
