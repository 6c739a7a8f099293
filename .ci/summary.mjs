/**
 * The end of `.ci/run`: the seconds of each suite, then `N passed, N failed` over all of them. A suite with jest
 * results counts its tests, any other counts as one; whatever did not succeed counts as failed at least once.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const expectedSuites = ['kcat', 'install', 'lint', 'build', 'unit', 'scenarios'];

/** Suites in `folder` leave `NAME.exit` behind, and jest ones `NAME.json`. */
export function summarize(folder) {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.exit'))
    .map((file) => file.slice(0, -'.exit'.length));
  let passed = 0;
  let failed = 0;
  for (const name of new Set([...expectedSuites, ...names])) {
    const [good, bad] = count(folder, name);
    passed += good;
    failed += bad;
  }
  return { passed, failed };
}

function count(folder, name) {
  const exit = read(join(folder, `${name}.exit`));
  const succeeded = exit?.trim() === '0';
  const results = parse(read(join(folder, `${name}.json`)));
  if (results === undefined) return succeeded && !isJest(name) ? [1, 0] : [0, 1];
  const bad = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return [results.numPassedTests, succeeded ? bad : Math.max(1, bad)];
}

/** These must leave results: without them nothing is known to have run. */
const isJest = (name) => name === 'unit' || name === 'scenarios';

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

function parse(text) {
  try {
    return text && JSON.parse(text);
  } catch {
    // Cut off by the time limit: the suite's exit code says the rest.
    return undefined;
  }
}

const [folder] = process.argv.slice(2);
if (folder !== undefined) {
  const seconds = read(join(folder, 'seconds')) ?? '';
  for (const line of seconds.trim().split('\n')) console.log(`${line.replace(' ', ': ')} s`);
  const { passed, failed } = summarize(folder);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
