/**
 * Repeats as stretches, for people: messages of one input partition that one worker handled again, one after the other,
 * with the worker that had handled them before and when. A stretch shows a loss, usually of a commit.
 */
import { type Handled, idOf } from './records.js';

/** A repeat later than this after the last one begins another stretch. */
const togetherWithinMs = 2_000;

export interface Stretch {
  readonly partition: number;
  readonly firstOffset: number;
  lastOffset: number;
  messages: number;
  readonly by: number;
  readonly at: number;
  lastAt: number;
  readonly before: number;
  readonly firstBeforeAt: number;
  lastBeforeAt: number;
}

/** In the order in which they were repeated. */
export function repeatedStretches(handled: readonly Handled[]): Stretch[] {
  const first = new Map<string, Handled>();
  const open = new Map<number, Stretch>();
  const all: Stretch[] = [];
  for (const one of handled.toSorted((a, b) => a.at - b.at)) {
    const before = first.get(idOf(one));
    if (before === undefined) {
      first.set(idOf(one), one);
      continue;
    }
    const last = open.get(one.partition);
    const same = last?.by === one.pid && last.before === before.pid && one.at - last.lastAt <= togetherWithinMs;
    if (same && one.offset > last.lastOffset) {
      last.lastAt = one.at;
      last.lastOffset = one.offset;
      last.messages++;
      last.lastBeforeAt = before.at;
      continue;
    }
    const { partition, offset, pid, at } = one;
    const stretch = { partition, firstOffset: offset, lastOffset: offset, messages: 1, by: pid, at, lastAt: at };
    const begun = { ...stretch, before: before.pid, firstBeforeAt: before.at, lastBeforeAt: before.at };
    open.set(partition, begun);
    all.push(begun);
  }
  return all;
}

export function sentenceOf(stretch: Stretch): string {
  const { partition, firstOffset, lastOffset, messages, by, at, before, firstBeforeAt, lastBeforeAt } = stretch;
  const position = `input ${partition}/${firstOffset}–${lastOffset}`;
  const earlier = `${timeOf(firstBeforeAt)}–${timeOf(lastBeforeAt)} by ${before}`;
  return `${timeOf(at)} ${messages} repeated by ${by}: ${position}, which were handled ${earlier}`;
}

const timeOf = (ms: number): string => new Date(ms).toISOString().slice(11, 23);
