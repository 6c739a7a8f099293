/** Checks at the beginning of a run that kcat, which reads its results at the end, is installed. */
import { scenarioError } from '../errors/errors.js';
import { runProgram } from './run-program.js';

/** Throws `KFW_KCAT_MISSING`. `task` is the command that needs it: `npm run chaos`. */
export async function requireKcat(task: string): Promise<void> {
  const { code } = await runProgram('kcat', ['-V']);
  if (code !== 0) throw scenarioError('KFW_KCAT_MISSING', { task });
}

/** Puts a kcat that could not be started in the same words. */
export function asMissingKcat(thrown: unknown, task: string): unknown {
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  return code === 'ENOENT' && syscall === 'spawn kcat' ? scenarioError('KFW_KCAT_MISSING', { task }) : thrown;
}
