/** Splits bytes into lines, a list of them per chunk. */
import { isUtf8 } from 'node:buffer';

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** `undefined` when it is not UTF-8, or longer than any message may be. */
  readonly text: string | undefined;
}

const lineFeed = 0x0a;
/** The broker's own limit of a request is 100 MiB. */
const longestBytes = 100 * 1024 * 1024;

/** Without empty lines, which count. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[], undefined> {
  let number = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      const part = chunk.subarray(from, at);
      number++;
      const text =
        restBytes > longestBytes ? undefined : textOf(rest.length === 0 ? part : Buffer.concat([...rest, part]));
      if (text === undefined || text.trim() !== '') lines.push({ number, text });
      rest = [];
      restBytes = 0;
      from = at + 1;
    }
    if (from < chunk.length) {
      restBytes += chunk.length - from;
      // Of a line that is too long nothing is kept.
      if (restBytes > longestBytes) rest = [];
      else rest.push(chunk.subarray(from));
    }
    if (lines.length > 0) yield lines;
  }
  if (restBytes === 0) return undefined;
  const text = restBytes > longestBytes ? undefined : textOf(Buffer.concat(rest));
  if (text === undefined || text.trim() !== '') yield [{ number: number + 1, text }];
  return undefined;
}

function textOf(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
