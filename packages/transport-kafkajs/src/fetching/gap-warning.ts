/** The warning that a log does not hold the next offset to read. */
interface Gap {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read. */
  readonly at: number | undefined;
  /** Without it nothing is left to read. */
  readonly continuesAt: number | undefined;
}

export function gapWarning({ topic, partition, at, continuesAt }: Gap): string {
  const then =
    continuesAt === undefined ? 'it ends before, and so does reading' : `reading continues at ${continuesAt}`;
  return `The log does not hold the next offset to read: ${topic}[${partition}] has no offset ${at}; ${then}`;
}
