import type { TopicMapper } from 'kfw';

const prefix = 'acme-';

/** In the boot file: defineApp({ routes, topicMapper: hostedNames }) */
export const hostedNames: TopicMapper = {
  toCluster: (topic) => `${prefix}${topic}`,
  fromCluster: (topic) => (topic.startsWith(prefix) ? topic.slice(prefix.length) : undefined),
};
