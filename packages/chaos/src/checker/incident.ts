/**
 * An incident of a run: a disturbance of a worker or a broker, one line of JSON in the journal. Times are milliseconds
 * since 1970 by the clock of the one machine that everything runs on.
 */
export interface Incident {
  readonly kind:
    | 'worker-killed'
    | 'worker-frozen'
    | 'worker-ended'
    | 'broker-killed'
    | 'broker-frozen'
    | 'member-joined'
    | 'member-left';
  readonly at: number;
  /** When it was over: for a kill of a worker, when it was gone; for brokers, when all partitions had a leader again. */
  readonly until: number;
  /** The worker's process, or the broker's number. */
  readonly of: number;
  /** Of the input, those that the broker led. */
  readonly partitions?: readonly number[];
  /** The groups that the broker coordinated: it took their commits. */
  readonly groups?: readonly string[];
  /** The first metadata answer that named a leader again for everything that the broker had led. */
  readonly leadersAt?: number;
  /** Whether every worker handled messages before, and nothing else was disturbed until its partitions continued: only then recovery is timed. */
  readonly alone?: boolean;
}

/** Throws for a text that is not a journal. */
export function parseJournal(text: string): Incident[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Incident);
}
