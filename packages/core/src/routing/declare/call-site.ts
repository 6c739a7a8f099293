import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const frame = /\(?((?:file:\/\/)?\/[^()]+?|[A-Za-z]:\\[^()]+?):(\d+):\d+\)?$/;

/** File and line of the code that called the caller, relative to the working directory. Boot-time only. */
export function callSite(): string | undefined {
  const line = new Error().stack?.split('\n')[3]?.trim();
  const match = line === undefined ? null : frame.exec(line);
  if (match?.[1] === undefined) return undefined;
  const file = match[1].startsWith('file://') ? fileURLToPath(match[1].split('?')[0] ?? match[1]) : match[1];
  return `${relative(process.cwd(), file)}:${match[2]}`;
}
