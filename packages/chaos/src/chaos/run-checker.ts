/** Runs the checker, a program of its own, and parses its last line. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '@kfw/test-cluster';
import type { Contender, ContenderName } from './contender.js';

const execute = promisify(execFile);
const withinMs = 300_000;

export interface ContenderReport {
  readonly name: ContenderName;
  readonly sound: boolean;
  /** Its last line: the verdict. */
  readonly verdict: Readonly<Record<string, number | null>>;
  /** Its remarks for people. */
  readonly remarks: string;
}

export interface CheckOptions {
  readonly brokers: string;
  readonly contender: Pick<Contender, 'name' | 'group' | 'input' | 'output' | 'deadLetters'>;
  /** Holds the journal and the acknowledgements. */
  readonly folder: string;
  readonly transactional: boolean;
}

export async function runChecker({
  brokers,
  contender,
  folder,
  transactional,
}: CheckOptions): Promise<ContenderReport> {
  const { name, group, input, output, deadLetters } = contender;
  const notes = [
    '--acknowledged',
    path.join(folder, `acknowledged-${name}`),
    '--journal',
    path.join(folder, 'journal'),
  ];
  const topics = ['--brokers', brokers, '--group', group, '--input', input, '--output', output];
  const own = name === 'kfw' ? ['--dead-letters', deadLetters] : [];
  const committed = name === 'kfw' && transactional ? ['--read-committed'] : [];
  const checker = path.join(checkout, 'packages/chaos/dist/checker/checker.js');
  const ran = await execute(process.execPath, [checker, ...topics, ...own, ...committed, ...notes], {
    timeout: withinMs,
  }).catch((thrown: { code?: number; stdout?: string; stderr?: string }) => {
    // With exit code 1 it has judged; any other code comes without a verdict.
    if (thrown.code !== 1 || !thrown.stdout) throw thrown;
    return { stdout: thrown.stdout, stderr: thrown.stderr ?? '', failed: true };
  });
  const verdict = JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '') as ContenderReport['verdict'];
  return { name, sound: !('failed' in ran), verdict, remarks: ran.stderr };
}
