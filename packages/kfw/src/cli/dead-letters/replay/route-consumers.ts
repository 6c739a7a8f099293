/**
 * Replays dead letters to the consumers of their routes, in this process: decoded, retried in place and given up as their
 * routes say, except that a letter that fails stays a dead letter.
 */

import type { TopicPlan } from '@kfw/core/internal';
import { type DeadLetter, type Replaying, type SendResult, unreadable } from '@kfw/operating';
import type { BootedApp } from '../../../app/booted-app.js';
import { cliError } from '../../errors.js';
import type { ReplayDestination } from './replay-destination.js';
import { RouteLane } from './route-lane.js';

/** Handlers may take long, and what they have handled is remembered after each batch. */
const maxInFlight = 100;

export interface RouteConsumersOptions {
  readonly app: BootedApp | undefined;
  /** The dead-letter topic, by its name on the cluster. */
  readonly topic: string;
  /** Ends after the calls that run. */
  readonly signal: AbortSignal;
}

/** Throws `KFW_CONSUMER_NEEDS_APP` outside of an app. */
export function routeConsumers({ app, topic, signal }: RouteConsumersOptions): RouteConsumers {
  if (app === undefined) throw cliError('KFW_CONSUMER_NEEDS_APP', {});
  return new RouteConsumers(app, topic, signal);
}

export class RouteConsumers implements ReplayDestination {
  readonly maxInFlight = maxInFlight;
  /** By route and partition of the dead-letter topic. */
  readonly #lanes = new Map<string, RouteLane>();
  #stopped: Error | undefined;

  constructor(
    private readonly app: BootedApp,
    private readonly topic: string,
    private readonly signal: AbortSignal,
  ) {}

  /** As in production, messages behind a dead letter are handled. Not after an error that stops the app. */
  get continuesAfterFailure(): boolean {
    return this.#stopped === undefined;
  }

  async targetOf(letter: DeadLetter) {
    const problem = unreadable(letter);
    if (problem !== undefined) return { reason: problem };
    const { source } = letter;
    if (source?.group === undefined) return { reason: 'no header names its source topic and group' };
    const plan = this.#planOf(source.topic, source.group);
    return plan === undefined
      ? { reason: `no route of this app consumes ${source.topic} in the group ${source.group}` }
      : { name: `${plan.consumer.name} (${plan.group})` };
  }

  async topicOf({ source }: DeadLetter): Promise<string | undefined> {
    return source && this.app.nameOnCluster(source.topic);
  }

  async send(batch: readonly Replaying[]): Promise<readonly SendResult[]> {
    const results = new Map<Replaying, SendResult>();
    const byLane = Map.groupBy(batch, ({ letter }) => this.#laneOf(letter));
    await Promise.all(
      [...byLane].map(async ([lane, replaying]) => {
        const ended = (await lane?.handle(replaying)) ?? [];
        for (const [index, each] of replaying.entries()) results.set(each, ended[index] ?? 'unsent');
        this.#stopped ??= lane?.stopped;
      }),
    );
    return batch.map((each) => results.get(each) ?? 'unsent');
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
  }

  #laneOf({ source, place }: DeadLetter): RouteLane | undefined {
    const plan = source?.group === undefined ? undefined : this.#planOf(source.topic, source.group);
    if (plan === undefined) return undefined;
    const id = JSON.stringify([plan.group, plan.topic, place.partition]);
    const { app, topic, signal } = this;
    const lane =
      this.#lanes.get(id) ?? new RouteLane(plan, { app, deadLetters: topic, partition: place.partition, signal });
    this.#lanes.set(id, lane);
    return lane;
  }

  #planOf(topic: string, group: string): TopicPlan | undefined {
    const topics = this.app.plan.groups.find(({ id }) => id === group)?.topics ?? [];
    const plan = topics.find((each) => each.retryOf === undefined && each.topic === topic);
    return plan ?? topics.find(({ pattern }) => pattern?.test(topic))?.pattern?.planOf(topic);
  }
}
