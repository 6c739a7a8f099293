/** The names of topics as a person has typed them. */
import { suggestName } from '@kfw/core';
import { operatingError } from '../../errors.js';

/** Throws `KFW_TOPIC_NOT_FOUND`, with the nearest name, for the first that the cluster does not have. */
export function requireTopics(named: readonly string[], existing: readonly string[]): void {
  const names = new Set(existing);
  const missing = named.find((topic) => !names.has(topic));
  if (missing === undefined) return;
  throw operatingError('KFW_TOPIC_NOT_FOUND', { topic: missing, meant: suggestName(missing, existing) });
}
