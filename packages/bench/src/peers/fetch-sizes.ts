/**
 * kfw's defaults, given to every peer. kfw itself is measured without any of these being set; a test compares them with
 * what its configuration fills in.
 */
export const maxBytesPerPartition = 1_048_576;
export const maxBytes = 10_485_760;
export const fetchMaxWaitMs = 200;
