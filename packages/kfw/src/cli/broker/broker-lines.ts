/** What `kfw broker` says to people. */
import path from 'node:path';
import type { ServiceNews } from '../../embedded/services.js';

export interface BrokerFacts {
  readonly brokers: string;
  readonly registry: string;
  /** Its folder; without one, it keeps all in memory. */
  readonly data: string | undefined;
}

/** The lines at the start. */
export function forPeople({ brokers, registry, data }: BrokerFacts): string {
  return [
    "kfw's embedded broker, for development and tests. Production is Apache Kafka.",
    '',
    `  broker           ${brokers}`,
    `  schema registry  ${registry}`,
    `  data             ${data === undefined ? 'in memory' : path.relative(process.cwd(), data) || '.'}`,
    '',
    'For other programs, and for apps elsewhere:',
    `  export KFW_BROKERS=${brokers} KFW_REGISTRY_URL=${registry}`,
    '',
    'Ctrl-C stops both.',
    '',
  ].join('\n');
}

/** One line per topic created and group formed. */
export function newsLine(news: ServiceNews): string {
  if (news.event === 'topic.created') return `topic ${news.topic} created, ${counted(news.partitions, 'partition')}`;
  return `group ${news.group} formed, ${counted(news.members, 'member')}, generation ${news.generation}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
