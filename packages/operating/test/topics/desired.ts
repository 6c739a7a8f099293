/** A desired topic for tests: declared, without settings. */
import type { DesiredTopic } from '../../src/index.js';

export function desired(topic: string, over: Partial<DesiredTopic> = {}): DesiredTopic {
  return { topic, origin: 'declared', roles: [], of: [], partitionsOf: [], config: {}, ...over };
}
