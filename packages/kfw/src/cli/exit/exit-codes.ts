/** What the `kfw` command's exit codes mean. A command that ends well leaves `process.exitCode` alone. */
export const exitCodes = {
  ok: 0,
  error: 1,
  /** A stop that did not end in time, or a second signal. */
  forcedStop: 2,
  /** SIGINT ended a command that is no server. */
  interrupted: 130,
} as const;

/** The exit code for what a command threw. */
export function exitCodeFor(thrown: unknown): number {
  return codeOf(thrown) === 'KFW_INTERRUPTED' ? exitCodes.interrupted : exitCodes.error;
}

/** Whatever was thrown may not let itself be read. */
function codeOf(thrown: unknown): unknown {
  try {
    return (thrown as { code?: unknown } | null | undefined)?.code;
  } catch {
    return undefined;
  }
}
