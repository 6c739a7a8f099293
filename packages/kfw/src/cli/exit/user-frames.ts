/**
 * The stack frames of an error in the user's own code, without those of Node, of installed packages and of kfw.
 * Frames of code typed into the console (`<console>`, `REPL1`) are the user's.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface FrameOptions {
  /** Frames inside it are shown relative to it. */
  readonly folder: string;
  /** Folders whose frames are not the user's. */
  readonly hidden: readonly string[];
}

/** The frames as lines, indented as Node does: `    at respond (app/responders/users-responder.ts:9:11)`. */
export function userFrames(error: Error, options: FrameOptions): string[] {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const frames = lines.flatMap((line) => {
    const frame = parseFrame(line);
    if (frame === undefined || !isUsers(frame.file, options)) return [];
    const shown = `${shownFile(frame.file, options.folder)}:${positionOf(frame)}`;
    return [frame.name === undefined ? `    at ${shown}` : `    at ${frame.name} (${shown})`];
  });
  return frames.filter((frame, index) => frame !== frames[index - 1]);
}

interface Frame {
  readonly name: string | undefined;
  readonly file: string;
  /** Line and column. */
  readonly position: string;
}

function parseFrame(line: string): Frame | undefined {
  const named = /^\s+at (.+) \((.+):(\d+:\d+)\)$/.exec(line);
  const match = named ?? /^\s+at (?:async )?()(.+):(\d+:\d+)$/.exec(line);
  const [, name, location, position] = match ?? [];
  if (location === undefined || position === undefined) return undefined;
  const file = location.startsWith('file:') ? fileURLToPath(location.replace(/[?#].*$/, '')) : location;
  return { name: name || undefined, file, position };
}

const typed = /^(<console>|REPL\d+)$/;

/** Node rewrites code with a top-level await before it runs it, so its columns are meaningless. */
function positionOf({ file, position }: Frame): string {
  return typed.test(file) ? position.replace(/:\d+$/, '') : position;
}

function isUsers(file: string, { hidden }: FrameOptions): boolean {
  if (typed.test(file)) return true;
  if (!path.isAbsolute(file)) return false;
  if (file.split(/[\\/]/).includes('node_modules')) return false;
  return !hidden.some((folder) => isInside(file, folder));
}

/** A file as shown to people: relative to the folder if it is inside it. */
export function shownFile(file: string, folder: string): string {
  return isInside(file, folder) ? path.relative(folder, file) : file;
}

function isInside(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && !way.startsWith('..') && !path.isAbsolute(way);
}
