/** Topics on the command line, with or without partitions: `orders`, `orders:0,3`. */
import { cliError } from '../errors.js';

/** All partitions without `partitions`. A name of a topic has no colon. Throws `KFW_OPTION_INVALID`. */
export function parseTopicSelection(option: string, given: string): { topic: string; partitions?: readonly number[] } {
  const [, topic = '', listed] = /^([^:]+)(?::(\d{1,9}(?:,\d{1,9})*))?$/.exec(given) ?? [];
  if (topic === '') {
    const expected = 'a topic, or a topic with partitions, such as orders:0,3';
    throw cliError('KFW_OPTION_INVALID', { option, expected, given });
  }
  return listed === undefined ? { topic } : { topic, partitions: [...new Set(listed.split(',').map(Number))] };
}
