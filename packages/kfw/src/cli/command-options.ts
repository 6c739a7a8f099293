/** The options that every command shares, and the examples at the end of its help. */

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
