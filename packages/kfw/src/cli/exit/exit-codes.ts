/** The exit codes of the `kfw` command. A command that succeeds leaves `process.exitCode` alone. */
export const exitCodes = {
  ok: 0,
  error: 1,
  /** A stop that did not finish in time, or a second signal. */
  forcedStop: 2,
  /** `kfw topics plan --detailed-exitcode` has found changes. */
  changes: 2,
  /** SIGINT ended a command other than `kfw server`. */
  interrupted: 130,
} as const;

/** The exit code for an error of a command. */
export function exitCodeFor(thrown: unknown): number {
  return codeOf(thrown) === 'KFW_INTERRUPTED' ? exitCodes.interrupted : exitCodes.error;
}

/** A thrown value may refuse to be read. */
function codeOf(thrown: unknown): unknown {
  try {
    return (thrown as { code?: unknown } | null | undefined)?.code;
  } catch {
    return undefined;
  }
}
