/** How one example is run, and what shows that it did what it says. */
export interface Play {
  /** What its output has, on either stream. */
  readonly shows: RegExp;
  /** It runs until Ctrl-C, which it gets once `shows` is there. */
  readonly untilInterrupted?: boolean;
  /** Default 0. A shell that waits for one of two programs ends with the signal. */
  readonly code?: number | NodeJS.Signals;
  /** A file in the home folder that has something in it afterwards. */
  readonly writes?: string;
  /** A folder that is removed before, relative to where it runs. */
  readonly removes?: string;
  /** Code that `kfw console` runs before, in the app. */
  readonly prepare?: string;
  /** A line that the same shell runs afterwards, to show what the example did. */
  readonly after?: string;
  /** Whether a server of the app runs meanwhile, with its health at port 8080. */
  readonly besideServer?: boolean;
  /** Default: the app. */
  readonly folder?: 'app' | 'beside the app';
}
