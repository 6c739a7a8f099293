/** The options that select dead letters, the same for every command about them. All that are given must hold. */
import type { Command } from 'commander';

export interface FilterOptions {
  readonly topic?: string;
  readonly error?: string;
  readonly since?: string;
  readonly until?: string;
  readonly key?: string;
  readonly partition?: string;
  readonly offset?: string;
  readonly where?: string;
  readonly limit?: string;
}

export function addFilterOptions(command: Command): Command {
  return command
    .option('--topic <name>', 'messages of this source topic')
    .option('--error <class>', 'errors of this class or code; none: letters without an error class')
    .option('--since <time>', 'dead-lettered at this time or later: 2026-11-30T17:40, -1h (an hour ago)')
    .option('--until <time>', 'dead-lettered before this time')
    .option('--key <text>', 'messages with this key')
    .option('--partition <number>', 'this partition of the dead-letter topic')
    .option('--offset <number>', 'this offset in the dead-letter topic')
    .option(
      '--where <expression>',
      'a JavaScript condition over payload, key, headers, timestamp, error (class, code, message), source (topic, partition, offset, group), attempts, replayCount; null where unknown',
    )
    .option('--limit <number>', 'so many at most');
}
