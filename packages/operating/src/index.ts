/**
 * Operating a cluster: functions that take ports and return data. The command line renders them; so can a page. They take
 * predicates, never source text.
 */
export { operatingError, operatingErrorTable } from './errors.js';
