/** A path for people: relative inside a folder that they know, absolute elsewhere. */
import path from 'node:path';

export function displayPath(file: string, from: string): string {
  const relative = path.relative(from, file);
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
    ? file
    : relative || '.';
}
