/** Runs `promtool`, the checker of Prometheus. On Debian: `apt-get install prometheus`. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface PromtoolResult {
  readonly code: number | null;
  /** What it found, of both its outputs. */
  readonly output: string;
}

/** `input` is its standard input. Rejects where it is not installed. */
export async function promtool(args: readonly string[], input = ''): Promise<PromtoolResult> {
  const child = spawn('promtool', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`promtool cannot be run (${error.message}). Install it: apt-get install prometheus`)),
    );
    child.once('close', resolve);
  });
  child.stdin.on('error', () => undefined).end(input);
  const [found, errors, exit] = await Promise.all([text(child.stdout), text(child.stderr), code]);
  return { code: exit, output: `${found}${errors}` };
}
