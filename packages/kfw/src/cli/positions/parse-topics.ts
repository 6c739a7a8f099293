/** Topics and partitions on the command line: `orders` for all partitions, `orders:0,3` for some. */
import type { TopicSelection } from '@kfw/operating';
import { cliError } from '../errors.js';

const form = /^([^:]+)(?::(\d{1,9}(?:,\d{1,9})*))?$/;

/** One selection per topic, with the partitions of all its mentions. Throws `KFW_OPTION_INVALID`. */
export function parseTopics(option: string, given: readonly string[]): TopicSelection[] {
  const topics = new Map<string, TopicSelection>();
  for (const one of given) {
    const [, topic, list] = form.exec(one) ?? [];
    if (topic === undefined) {
      const expected = 'a topic, or a topic with partitions such as orders:0,3';
      throw cliError('KFW_OPTION_INVALID', { option, expected, given: one });
    }
    const partitions = list?.split(',').map(Number);
    const before = topics.get(topic);
    topics.set(topic, before === undefined ? { topic, partitions } : { topic, partitions: both(before, partitions) });
  }
  return [...topics.values()];
}

/** All partitions, if one of the mentions names none. */
function both({ partitions }: TopicSelection, more: readonly number[] | undefined): readonly number[] | undefined {
  return partitions === undefined || more === undefined ? undefined : [...new Set([...partitions, ...more])];
}
