/** Colours for a terminal, or the same functions that leave text as it is. `NO_COLOR` and its kin are respected. */
import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** By default whatever the terminal and `NO_COLOR`, `FORCE_COLOR`, `TERM` say. */
export function createColors(colored: boolean = picocolors.isColorSupported): Colors {
  return picocolors.createColors(colored);
}
