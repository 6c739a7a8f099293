/**
 * Faults that the variable `KFW_CHAOS_FAULT` plants into a worker of kfw, each once per process, at its hundredth message.
 * The checker must notice every one of them:
 *
 * - `dropped-message`: the handler ends well and has written nothing. Lost.
 * - `swapped-order`: a message is written after the next one of its key. Out of order.
 * - `skipped-commit`: nothing is ever committed; the worker waits until a sound one would have committed, and dies. All its
 *   messages come again: more than the bound allows.
 * - `early-commit`: a message is committed before it is handled, and the worker dies. Lost.
 */
export type Fault = (typeof faults)[number];

export const faults = ['dropped-message', 'swapped-order', 'skipped-commit', 'early-commit'] as const;

export const faultyMessage = 100;
/** Beyond the window of the checker: a sound worker would have committed. */
export const idleBeforeDyingMs = 3_000;
