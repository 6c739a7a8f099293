/** What a replay would do, counted without doing it. */
import type { ScannedLetter } from '../scan-letters.js';
import type { Destination } from './destination.js';
import { parkedTopic } from './park-letters.js';
import { ReplayTally } from './replay-tally.js';
import { isRefusal } from './replay-target.js';

export interface PlanOptions {
  /** Those that are selected and not handled yet. */
  readonly letters: AsyncIterable<ScannedLetter>;
  /** The dead-letter topic. */
  readonly topic: string;
  readonly destination: Pick<Destination, 'targetOf'>;
  readonly maxReplays: number;
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
}

export interface PlannedReplay {
  readonly action: 'replay' | 'park';
  /** As the headers of the letters name it. */
  readonly sourceTopic: string | undefined;
  /** A topic as it is called on the cluster, or a consumer in this process. */
  readonly target: string;
  readonly messages: number;
}

export interface ReplayPlan {
  /** By source topic and target. */
  readonly replays: readonly PlannedReplay[];
  /** How many letters would stay where they are, by reason. */
  readonly refusals: ReadonlyMap<string, number>;
}

/** Throws what reading the letters throws. */
export async function planReplay(options: PlanOptions): Promise<ReplayPlan> {
  const { letters, topic, destination, maxReplays, limit = Number.POSITIVE_INFINITY, signal } = options;
  const replays = new Map<string, PlannedReplay>();
  const tally = new ReplayTally();
  for await (const { letter } of letters) {
    if (tally.tried >= limit || signal.aborted) break;
    const target = await destination.targetOf(letter);
    if (isRefusal(target)) {
      tally.refuse(target);
      continue;
    }
    tally.replayed++;
    const sourceTopic = letter.source?.topic;
    const isParked = letter.replayCount >= maxReplays;
    const action = isParked ? 'park' : 'replay';
    const name = isParked ? parkedTopic(topic) : target.name;
    const id = JSON.stringify([action, sourceTopic, name]);
    replays.set(id, { action, sourceTopic, target: name, messages: (replays.get(id)?.messages ?? 0) + 1 });
  }
  return { replays: [...replays.values()], refusals: tally.outcome.refusals };
}
