/** The warning that a log does not hold the next offset to read. */
interface Gap {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read. */
  readonly at: number | undefined;
  readonly continuesAt: number;
}

export function gapWarning({ topic, partition, at, continuesAt }: Gap): string {
  return `The log does not hold the next offset to read: ${topic}[${partition}] has no offset ${at}; reading continues at ${continuesAt}`;
}
