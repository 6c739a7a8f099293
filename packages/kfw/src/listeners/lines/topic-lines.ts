/** The lines about the topics of an app: missing ones, and those that it has created. */
import { type LinesOf, line } from './event-line.js';
import { formatCount } from './format-values.js';

type TopicEvent = `topic.${string}` | `topics.${string}` | `replication.${string}`;

export function topicLines(): LinesOf<TopicEvent> {
  return {
    'topic.missing': (event) =>
      line(
        'warn',
        event,
        `the ${event.kind} topic ${event.topic} does not exist, or this app may not see it. Create it: otherwise a message of ${event.of.join(', ')} that has to go there blocks its partition`,
      ),
    'topics.created': (event) =>
      line('info', event, `created ${formatCount(event.topics.length, 'topic')}: ${event.topics.join(', ')}`),
    'replication.reduced': (event) =>
      line(
        'warn',
        event,
        `${event.topics.join(', ')} got ${formatCount(event.brokers, 'replica')}, fewer than declared: the cluster has ${formatCount(event.brokers, 'broker')}`,
      ),
  };
}
