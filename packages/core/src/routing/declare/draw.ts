/**
 * The functions that `config/routes.ts` is written with. Drawing only records, with the line of each call; the plan
 * compiler checks all of it at once.
 */
import type { AnyConsumerClass, Fitting } from '../../contracts/consumer-contract.js';
import type { Schema } from '../../ports/codec.js';
import type { TopicOptions } from '../options/topic-options.js';
import { callSite } from './call-site.js';

/** A topic's options with its consumer; does not compile when the handler takes another payload than `schema`. */
export type TopicRoute<C extends AnyConsumerClass, S extends Schema> = Omit<TopicOptions, 'schema'> & {
  consumer: C;
  schema?: S;
} & Fitting<C, S>;

export interface GroupDrawing {
  /** Defaults for the topics of this group, over those of the app. */
  defaults(options: TopicOptions): void;
  /** A topic by its name, or all whose names a pattern matches: `/^orders\./`, also those that appear later. */
  topic<C extends AnyConsumerClass, S extends Schema = Schema<never>>(
    name: string | RegExp,
    route: TopicRoute<C, S>,
  ): void;
}

export interface RouteDrawing extends GroupDrawing {
  /** Draws a consumer group, or adds to one that was drawn before. */
  consumerGroup(name: string, draw: (group: GroupDrawing) => void): void;
}

export interface DrawnTopic {
  readonly name: string | RegExp;
  readonly route: TopicOptions & { readonly consumer?: unknown };
  /** File and line of the routes file, for mistakes. */
  readonly drawnAt: string | undefined;
}

export interface DrawnGroup {
  readonly name: string;
  readonly drawnAt: string | undefined;
  readonly defaults: TopicOptions[];
  readonly topics: DrawnTopic[];
}

/** What a routes file exports. */
export interface Routes {
  readonly defaults: readonly TopicOptions[];
  readonly groups: readonly DrawnGroup[];
}

/** The group of topics that are drawn outside any group. */
export const defaultGroupName = 'app';

/** Draws the routes of an app. Topics outside `consumerGroup` belong to one group called `app`. */
export function drawRoutes(draw: (routes: RouteDrawing) => void): Routes {
  const defaults: TopicOptions[] = [];
  const groups = new Map<string, DrawnGroup>();

  const groupNamed = (name: string, drawnAt: string | undefined): DrawnGroup => {
    const group = groups.get(name) ?? { name, drawnAt, defaults: [], topics: [] };
    groups.set(name, group);
    return group;
  };
  const addTopic = (group: string, name: string | RegExp, route: DrawnTopic['route'], drawnAt: string | undefined) =>
    groupNamed(group, drawnAt).topics.push({ name, route, drawnAt });

  draw({
    defaults: (options) => void defaults.push(options),
    topic: (name, route) => addTopic(defaultGroupName, name, route, callSite()),
    consumerGroup(name, drawGroup) {
      const group = groupNamed(name, callSite());
      drawGroup({
        defaults: (options) => void group.defaults.push(options),
        topic: (topic, route) => addTopic(name, topic, route, callSite()),
      });
    },
  });
  return { defaults, groups: [...groups.values()] };
}
