/**
 * Levels of topics: the name of a topic, or a pattern in which `*` stands for any characters. A name goes before a
 * pattern, and an earlier pattern before a later one.
 */
import type { LogLevel } from './log-line.js';

export type TopicLevels = Readonly<Record<string, LogLevel>>;

const form = /^[\w.*-]{1,249}$/;

export function isTopicPattern(text: string): boolean {
  return form.test(text);
}

/** The level of a topic; `undefined` when none is set for it. */
export function levelOfTopic(levels: TopicLevels): (topic: string) => LogLevel | undefined {
  const names = new Map(Object.entries(levels).filter(([name]) => !name.includes('*')));
  const patterns = Object.entries(levels).filter(([name]) => name.includes('*'));
  return (topic) => names.get(topic) ?? patterns.find(([pattern]) => matchesPattern(pattern, topic))?.[1];
}

/** Each part between two `*` at its first place, so that no pattern takes longer than the name is long. */
export function matchesPattern(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
