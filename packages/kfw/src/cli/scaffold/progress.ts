/** The progress of a longer command: a spinner on a terminal, otherwise one line per finished step. */
import type { Output } from '../output.js';

export interface Progress {
  /** Runs one step. `title` says what it does, and is shown with a tick once it is done. */
  step<T>(title: string, run: () => Promise<T>): Promise<T>;
}

export async function createProgress(
  output: Output,
  { json }: { readonly json?: boolean | undefined },
): Promise<Progress> {
  // ora never ends on a terminal that has no width, as a pty may be.
  if (json || !process.stdout.isTTY || !process.stdout.columns)
    return { step: (title, run) => plainStep(output, title, run) };
  const { default: ora } = await import('ora');
  return {
    async step(title, run) {
      const spinner = ora({ text: title, stream: process.stdout, discardStdin: false }).start();
      try {
        const result = await run();
        spinner.succeed();
        return result;
      } catch (thrown) {
        spinner.fail();
        throw thrown;
      }
    },
  };
}

async function plainStep<T>(output: Output, title: string, run: () => Promise<T>): Promise<T> {
  const result = await run();
  output.line(title, { event: 'step.done', step: title });
  return result;
}
