/** The topic of letters that have been replayed too often, `TOPIC.parked`, and which letters go there. */
import type { DeadLetter } from '../dead-letter.js';
import type { Refusal } from './replay-target.js';

const suffix = '.parked';

export function parkedTopic(topic: string): string {
  return `${topic}${suffix}`;
}

/** By its name. */
export function isParkedTopic(topic: string): boolean {
  return topic.endsWith(suffix);
}

/** The dead-letter topic that a parked topic belongs to; any other topic is itself. */
export function withoutParked(topic: string): string {
  return isParkedTopic(topic) ? topic.slice(0, -suffix.length) : topic;
}

/** What happens to a letter by how often it has been replayed. A letter that is parked already stays where it is. */
export function turnOf({ place, replayCount }: DeadLetter, maxReplays: number): 'replay' | 'park' | Refusal {
  if (replayCount < maxReplays) return 'replay';
  if (!isParkedTopic(place.topic)) return 'park';
  return {
    reason: `${replayCount === 1 ? '1 replay' : `${replayCount} replays`} and parked already: give a --max-replays greater than ${replayCount}`,
  };
}
