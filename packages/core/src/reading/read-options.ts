/** The options of `readTopic`, as given and as checked. */
import { coreError } from '../errors/core-errors.js';
import type { Schema } from '../ports/codec.js';
import type { StartFrom } from '../ports/transport.js';

/**
 * An offset (as a number, or as the text that reports of deliveries hold), the first message that is there, the end of
 * what is there, or the first message that is not older than a time.
 */
export type ReadPosition = number | StartFrom | Date | (string & {});

/** The same for every partition, or by partition. */
export type ReadPositions = ReadPosition | Readonly<Record<number, ReadPosition>>;

export interface ReadTopicOptions<P = unknown, K = string> {
  /**
   * How payloads are decoded. Default: as the routes and responders of the loaded app declare it; where nothing is declared,
   * not at all: a payload is its bytes, a Buffer.
   */
  readonly schema?: Schema<P> | undefined;
  /** How keys are decoded. Default: as declared likewise, else as text. */
  readonly keySchema?: Schema<K> | undefined;
  /** Where to begin. Default 'earliest', also for partitions that a list by partition leaves out. */
  readonly from?: ReadPositions | undefined;
  /**
   * Where to end: the first message that is not read any more. Default 'latest': what is there when reading begins is
   * read, and what is sent later is not; nothing reads past that. Not together with `follow`.
   */
  readonly until?: ReadPositions | undefined;
  /** Which partitions. Default: all. */
  readonly partitions?: readonly number[] | undefined;
  /** Continues with later messages and added partitions, until the reading is ended. Default false. */
  readonly follow?: boolean | undefined;
  /** Ends the reading as if there were no more messages. */
  readonly signal?: AbortSignal | undefined;
}

/** A position after the check: offsets are numbers. */
export type CheckedPosition = number | StartFrom | Date;

export interface ReadRequest {
  readonly topic: string;
  /** `undefined`: all. */
  readonly partitions: readonly number[] | undefined;
  /** Partitions that `from` or `until` name. */
  readonly named: readonly number[];
  readonly follow: boolean;
  from(partition: number): CheckedPosition;
  until(partition: number): CheckedPosition;
}

/** Throws `KFW_READ_INVALID` with every mistake. */
export function checkReadOptions(topic: string, options: ReadTopicOptions<unknown, unknown>): ReadRequest {
  const mistakes: string[] = [];
  const { partitions, follow = false, until } = options;
  const from = positions('from', options.from, 'earliest', mistakes);
  const end = positions('until', until, 'latest', mistakes);
  const named = [...new Set([...from.named, ...end.named])];
  const chosen = partitions === undefined ? undefined : [...new Set(partitions)];
  for (const partition of chosen ?? []) {
    if (!isPosition(partition)) mistakes.push(`partition ${partition} is not a whole number of at least 0.`);
  }
  for (const partition of chosen === undefined ? [] : named.filter((each) => !chosen.includes(each))) {
    mistakes.push(`a position is given for partition ${partition}, which is not one of \`partitions\`.`);
  }
  if (follow && until !== undefined) {
    mistakes.push('`follow` has no end: leave `until` out, or `follow`.');
  }
  if (mistakes.length > 0) throw coreError('KFW_READ_INVALID', { topic, mistakes });
  return { topic, partitions: chosen, named, follow, from: from.of, until: end.of };
}

interface Positions {
  readonly named: readonly number[];
  of(partition: number): CheckedPosition;
}

function positions(
  option: string,
  given: ReadPositions | undefined,
  otherwise: StartFrom,
  mistakes: string[],
): Positions {
  const check = (position: unknown): CheckedPosition => {
    const checked = checkedPosition(position);
    if (checked !== undefined) return checked;
    mistakes.push(
      `\`${option}\` cannot be "${String(position)}"; give an offset (a whole number of at least 0), 'earliest', 'latest', or a Date.`,
    );
    return otherwise;
  };
  if (given === undefined) return { named: [], of: () => otherwise };
  if (typeof given !== 'object' || given === null || given instanceof Date) {
    const same = check(given);
    return { named: [], of: () => same };
  }
  const byPartition = new Map(Object.entries(given).map(([name, position]) => [Number(name), check(position)]));
  for (const partition of byPartition.keys()) {
    if (!isPosition(partition))
      mistakes.push(`\`${option}\` names a partition that is not a whole number of at least 0.`);
  }
  return { named: [...byPartition.keys()], of: (partition) => byPartition.get(partition) ?? otherwise };
}

function checkedPosition(position: unknown): CheckedPosition | undefined {
  if (position === 'earliest' || position === 'latest') return position;
  if (position instanceof Date) return position.getTime() >= 0 ? position : undefined;
  const offset = typeof position === 'string' && /^\d+$/.test(position) ? Number(position) : position;
  return isPosition(offset) ? offset : undefined;
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
