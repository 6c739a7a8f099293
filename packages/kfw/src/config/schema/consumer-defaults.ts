/**
 * Defaults that the check of the configuration also needs: a heartbeat interval must fit into the session timeout,
 * given or not.
 */
export const defaultSessionTimeoutMs = 30_000;
export const defaultHeartbeatIntervalMs = 3_000;
