/**
 * The topics of a pattern. A topic belongs to the route of its name, otherwise to the first pattern of its group that
 * matches. Topics of a route that is not consumed (inactive, or left out by `--except-topics`) are not consumed through
 * another one. Used when topics are looked up and assigned, never per record.
 */

/** Topics of Kafka itself, such as its offsets; no pattern means them. */
const isInternal = (topic: string) => topic.startsWith('__');

/** A test for one of the `drawn`, all of which are in one group. */
export function topicsOfPattern(pattern: RegExp, drawn: readonly (string | RegExp)[]): (topic: string) => boolean {
  const names = new Set(drawn.filter((name) => typeof name === 'string'));
  const patterns = drawn.filter((name) => typeof name !== 'string');
  const earlier = patterns.slice(0, patterns.indexOf(pattern));
  return (topic) =>
    !isInternal(topic) &&
    !names.has(topic) &&
    matches(pattern, topic) &&
    !earlier.some((other) => matches(other, topic));
}

/** `search` and not `test`: that would remember where a global pattern matched last. */
function matches(pattern: RegExp, topic: string): boolean {
  return topic.search(pattern) !== -1;
}
