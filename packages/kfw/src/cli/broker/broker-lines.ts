/** The output of `kfw broker`: for people, and for the log of one in the background. */
import type { ServiceEvent } from '../../embedded/services/services.js';
import { displayPath } from '../../terminal/display-path.js';
import { print } from '../../terminal/print.js';

export interface BrokerSummary {
  readonly brokers: string;
  readonly registry: string;
  /** Its folder; without one everything is in memory. */
  readonly data: string | undefined;
}

/** The lines at the start. */
export function startText({ brokers, registry, data }: BrokerSummary): string {
  return [
    "kfw's embedded broker, for development and tests. Production is Apache Kafka.",
    '',
    `  broker           ${brokers}`,
    `  schema registry  ${registry}`,
    `  data             ${data === undefined ? 'in memory' : displayPath(data, process.cwd())}`,
    '',
    'For other programs, and for apps elsewhere:',
    `  export KFW_BROKERS=${brokers} KFW_REGISTRY_URL=${registry}`,
    '',
    'Ctrl-C stops both.',
    '',
  ].join('\n');
}

/** One line per topic created, group formed, and transaction that was not ended in time. */
export function eventLine(event: ServiceEvent): string {
  switch (event.event) {
    case 'topic.created':
      return `topic ${event.topic} created, ${counted(event.partitions, 'partition')}`;
    case 'group.formed':
      return `group ${event.group} formed, ${counted(event.members, 'member')}, generation ${event.generation}`;
    case 'transaction.timedOut':
      return `transaction ${event.transactionalId} aborted: its producer did not end it within ${event.timeoutMs} ms`;
  }
}

/** The effect of `--reset`. */
export function removedLine(files: number, folder: string): string {
  const where = displayPath(folder, process.cwd());
  if (files === 0) return `kfw: there was no data to remove in ${where}.`;
  return `kfw: removed the data of earlier runs (${counted(files, 'file')} below broker and registry in ${where}).`;
}

/** Writes a JSON line with the time and the process. */
export function logLine(event: string, fields: Readonly<Record<string, unknown>>): void {
  const line = { time: new Date().toISOString(), pid: process.pid, event, ...fields };
  print(`${JSON.stringify(line)}\n`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
