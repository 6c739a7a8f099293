/**
 * Levels of topics: the name of a topic, or a pattern in which `*` stands for any characters. A name goes before a
 * pattern, and an earlier pattern before a later one.
 */
import { matchesPattern } from '../name-pattern.js';
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
