/** A path for people: relative where it lies inside of a folder that they know, and absolute elsewhere. */
import path from 'node:path';

export function displayPath(file: string, from: string): string {
  const relative = path.relative(from, file);
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
    ? file
    : relative || '.';
}
