/** The warning that a log does not hold what was to be read next. */
interface Gap {
  readonly topic: string;
  readonly partition: number;
  /** What was to be read next. */
  readonly at: number | undefined;
  readonly goesOnAt: number;
}

export function gapWarning({ topic, partition, at, goesOnAt }: Gap): string {
  return `The log does not hold what was to be read next: ${topic}[${partition}] has no offset ${at}; reading continues at ${goesOnAt}`;
}
