/** Colours for a terminal, or the same functions without effect. Respects `NO_COLOR`, `FORCE_COLOR` and `TERM`. */
import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Default: by the terminal and `NO_COLOR`, `FORCE_COLOR`, `TERM`. */
export function createColors(colored: boolean = picocolors.isColorSupported): Colors {
  return picocolors.createColors(colored);
}
