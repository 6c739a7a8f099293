/** Colours for a terminal, or the same functions without effect. Respects `NO_COLOR`, `FORCE_COLOR` and `TERM`. */
import picocolors from 'picocolors';
import { isColored } from '../terminal/print.js';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Default: as standard output has them. */
export function createColors(colored: boolean = isColored(process.stdout)): Colors {
  return picocolors.createColors(colored);
}
