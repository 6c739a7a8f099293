/**
 * The environment variables of a person's terminal: without those of npm, jest and kfw's own tests, so that a command
 * finds the Node of the machine and not the one of this checkout.
 */
import path from 'node:path';

const ours = /^(npm_(lifecycle|package)_|npm_config_(local_prefix|loglevel|node_gyp)$|KFW_|JEST_)/;
const named = new Set(['NODE_ENV', 'NODE_OPTIONS', 'INIT_CWD']);

export function userEnvironment(over: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name) && !named.has(name));
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !/node_modules/.test(folder));
  return { ...Object.fromEntries(kept), PATH: folders.join(path.delimiter), ...over };
}
