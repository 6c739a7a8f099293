/**
 * The function that `config/topics.ts` is written with. Declaring only records, with the line of each call; everything is
 * checked at once when an app boots.
 */
import { callSite } from '@kfw/core';
import { type Declaration, topicsForEnvironment } from './compile-topics.js';
import type { DeclaredTopic } from './desired-topic.js';
import type { TopicDeclaration } from './topic-declaration.js';

export interface TopicsDrawing {
  /** Defaults for all topics of the file. A topic overrides one without losing the others; keys of `config` are merged. */
  defaults(settings: TopicDeclaration): void;
  /** Declares a topic by its name in the code. */
  topic(name: string, settings?: TopicDeclaration): void;
}

/** What `config/topics.ts` exports. */
export interface DeclaredTopics {
  /**
   * The topics as this environment wants them, in the order of their declaration. Throws `KFW_TOPICS_INVALID` with every
   * mistake, also those in the settings of other environments. With `known`, the names of all environments, settings of
   * another name that resembles one of them are a mistake.
   */
  forEnvironment(environment: string, known?: readonly string[]): readonly DeclaredTopic[];
}

/** Declares the topics of an app; they need no route. Pass the result to `defineApp`. */
export function defineTopics(declare: (topics: TopicsDrawing) => void): DeclaredTopics {
  const defaults: Declaration[] = [];
  const topics: Declaration[] = [];
  declare({
    defaults: (settings) => void defaults.push({ name: 'defaults', settings, declaredAt: callSite() }),
    topic: (name, settings = {}) => void topics.push({ name, settings, declaredAt: callSite() }),
  });
  return Object.freeze({
    forEnvironment: (environment: string, known: readonly string[] = []) =>
      topicsForEnvironment({ defaults, topics }, environment, known),
  });
}
