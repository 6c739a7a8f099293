/**
 * Marks the fields of kfw's own log lines. Their sentence says everything that the fields hold, so the pretty log
 * leaves the fields out; JSON has no symbols and keeps them.
 */
export const frameworkLine = Symbol('kfw.line');
