/** Defaults that the check of the configuration must know too: a heartbeat must fit into the session, given or not. */
export const defaultSessionTimeoutMs = 30_000;
export const defaultHeartbeatIntervalMs = 3_000;
