/** An offset in a file of its own, replaced as a whole: a kill leaves the old one or the new one. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** 0 when there is none. */
export const readOffsetCheckpoint = (file: string): number => {
  try {
    const offset = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
  } catch {
    // Never kept.
    return 0;
  }
};

export const writeOffsetCheckpoint = (file: string, offset: number): void => {
  const temporary = `${file}.new`;
  writeFileSync(temporary, String(offset));
  renameSync(temporary, file);
};
