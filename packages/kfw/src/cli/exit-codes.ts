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
  const interrupted = thrown instanceof Error && 'code' in thrown && thrown.code === 'KFW_INTERRUPTED';
  return interrupted ? exitCodes.interrupted : exitCodes.error;
}
