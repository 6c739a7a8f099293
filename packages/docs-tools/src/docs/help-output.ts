/** The output of `kfw … --help`, as printed into a pipe: 80 columns, no colours. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** `command` as it is typed, without `kfw` and without `--help`: `generate topic`; empty for kfw itself. */
export function helpOutput(checkout: string, command: string): string {
  const words = command.split(' ').filter((word) => word !== '');
  return execFileSync(process.execPath, [path.join(checkout, 'bin', 'kfw'), ...words, '--help'], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
  });
}
