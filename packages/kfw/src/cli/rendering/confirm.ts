/**
 * Asks before a command changes something. A terminal is needed to ask: without one, `--yes` is demanded. The question is
 * on standard error, so that standard output holds results only.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { printable } from '../../terminal/printable.js';
import { cliError } from '../errors.js';

export interface ConfirmOptions {
  /** `--yes`: nothing is asked. */
  readonly yes: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Throws `KFW_NOT_CONFIRMED` unless the answer is yes, `KFW_CONFIRMATION_NEEDED` where nobody can be asked. */
export async function confirm(question: string, options: ConfirmOptions): Promise<void> {
  if (options.yes) return;
  const answer = await ask(`${question} [y/N] `, options.signal);
  if (!/^(y|yes)$/i.test(answer.trim())) throw cliError('KFW_NOT_CONFIRMED', {});
}

/** As `confirm`; the answer must be the name. */
export async function confirmByName(question: string, name: string, options: ConfirmOptions): Promise<void> {
  if (options.yes) return;
  const answer = await ask(`${question} Type ${name} to continue: `, options.signal);
  if (answer.trim() !== name) throw cliError('KFW_NOT_CONFIRMED', {});
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw cliError('KFW_CONFIRMATION_NEEDED', {});
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C reaches readline as a key, not the process as a signal.
  lines.on('SIGINT', () => process.emit('SIGINT'));
  // Ctrl-D ends the input. Before Node 24 the question then stays pending, later it rejects.
  const unanswered = once(lines, 'close').then(() => '');
  try {
    return await Promise.race([lines.question(printable(question), { signal }), unanswered]);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return '';
  } finally {
    lines.close();
  }
}
