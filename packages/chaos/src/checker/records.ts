/**
 * The records of the three topics that the checker reads: messages of the input, the workers' reports of handled messages,
 * and dead letters. A message is known by its key and its number.
 */

/** A message of the input, as its producer wrote it. */
export interface Produced {
  readonly key: string;
  readonly seq: number;
  /** Whether its handler always throws, so that it belongs in the dead letters. */
  readonly poison: boolean;
  readonly partition: number;
  readonly offset: number;
}

/** A message of the output: a worker handled a message of the input. */
export interface Handled {
  readonly key: string;
  readonly seq: number;
  /** Where it was in the input. */
  readonly partition: number;
  readonly offset: number;
  /** The worker's process. */
  readonly pid: number;
  /** When the broker appended it, in milliseconds since 1970. */
  readonly at: number;
  /** Where it is in the output, for people. */
  readonly position: string;
}

/** A dead letter: the message of the input, and where its headers say that it came from. */
export interface DeadLetter {
  readonly key: string;
  readonly seq: number;
  readonly sourcePartition: number;
  readonly sourceOffset: number;
  readonly position: string;
}

export interface Logs {
  /** In the order of the log within each partition, like the other two. */
  readonly produced: readonly Produced[];
  readonly handled: readonly Handled[];
  readonly deadLetters: readonly DeadLetter[];
  /** By key, the acknowledged numbers; `undefined` when they were not recorded. */
  readonly acknowledged: ReadonlyMap<string, readonly number[]> | undefined;
}

export const idOf = ({ key, seq }: { readonly key: string; readonly seq: number }): string => `${key}/${seq}`;
