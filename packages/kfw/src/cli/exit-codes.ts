/** What the `kfw` command's exit codes mean. A command that ends well leaves `process.exitCode` alone. */
import { isKfwError } from '@kfw/core';

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
  return isKfwError(thrown, 'KFW_INTERRUPTED') ? exitCodes.interrupted : exitCodes.error;
}
