/** The parts of the chaos run and of the kills that scenarios use: workers with planted faults, the checker, numbered messages. */
export { drain } from './chaos/drain.js';
export { Journal } from './chaos/journal.js';
export { runChecker } from './chaos/run-checker.js';
export { WorkerProcess } from './chaos/worker-process.js';
export { Callers } from './kills/callers.js';
export { checkLog, Judge, type Verdict } from './kills/check-log.js';
export type { Fault } from './workers/fault.js';
