/** The routes of one consumer, from its `@SubscribesTo`: those of a process that runs this consumer alone. */
import type { ConsumerClass } from '../../contracts/consumer-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { TopicOptions } from '../options/topic-options.js';
import type { DrawnGroup, Routes } from './draw.js';
import { metadataOf } from './metadata.js';

/** Under the app's defaults, when they are given. Throws `KFW_CONSUMER_UNSUBSCRIBED`. */
export function drawConsumer(consumer: ConsumerClass, defaults: readonly TopicOptions[] = []): Routes {
  const groups = new Map<string, DrawnGroup>();
  for (const entry of metadataOf(consumer)) {
    if (entry.kind !== 'subscription') continue;
    const { topic, options, declaredAt } = entry;
    const { group: name = nameAfterConsumer(consumer.name), ...route } = options;
    const group = groups.get(name) ?? { name, drawnAt: declaredAt, defaults: [], topics: [] };
    groups.set(name, group);
    group.topics.push({ name: topic, route: { ...route, consumer }, drawnAt: declaredAt });
  }
  if (groups.size === 0) throw coreError('KFW_CONSUMER_UNSUBSCRIBED', { consumer: consumer.name });
  return { defaults, groups: [...groups.values()] };
}

/** UsersConsumer → `users`, UserEventConsumer → `user_event`. */
export function nameAfterConsumer(className: string): string {
  const words = className.replace(/Consumer$/, '').match(/[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/g) ?? ['messages'];
  return words.join('_').toLowerCase();
}
