/** The levels of log lines, and the mark of kfw's own lines. */

/** From the most talkative to none at all. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/**
 * Marks the fields of kfw's own lines. Their sentence says everything that the fields hold, so the pretty log leaves
 * the fields out; JSON has no symbols and keeps them.
 */
export const frameworkLine = Symbol('kfw.line');
