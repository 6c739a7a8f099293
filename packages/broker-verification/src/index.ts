/** The shared parts of the tools that verify the embedded broker: raw requests, and its accepted differences from Kafka. */
export { acceptedDifferences } from './differential/accepted-differences.js';
export { AskingConnection } from './fuzz/asking-connection.js';
export { crc32c } from './fuzz/crc32c.js';
