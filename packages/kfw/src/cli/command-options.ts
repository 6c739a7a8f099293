/** What every command shares: the options it takes besides its own, and how its help ends. */

/** Taken before or after a command's name. Read them with `command.optsWithGlobals()`. */
export interface GlobalOptions {
  /** Results, events and errors as JSON lines. */
  readonly json?: boolean;
  /** Whole stacks of errors. */
  readonly verbose?: boolean;
}

/** The last lines of a command's help: `command.addHelpText('after', example('kfw routes --json'))`. */
export function example(...lines: readonly string[]): string {
  return ['', lines.length === 1 ? 'Example:' : 'Examples:', ...lines.map((line) => `  $ ${line}`)].join('\n');
}
