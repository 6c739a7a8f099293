/**
 * Bounds on what one client, or all of them together, may use. A client that exceeds a limit is disconnected, with an
 * event; it never slows others down.
 */
export interface Limits {
  /** The size of one request: Kafka's `socket.request.max.bytes`. A connection with as much unanswered is not read. */
  readonly maxFrameBytes: number;
  /** Before a client has authenticated. */
  readonly maxUnauthenticatedFrameBytes: number;
  readonly maxConnections: number;
  /** Unanswered requests of one connection. More stay in the socket. */
  readonly maxInFlightRequests: number;
  /** How long a frame may take from its first byte to its last. */
  readonly frameTimeoutMs: number;
  /** How long responses may stay unread. */
  readonly responseTimeoutMs: number;
  /** From connecting to authenticated. */
  readonly authenticationTimeoutMs: number;
  /** Kafka's `connections.max.idle.ms`. */
  readonly idleTimeoutMs: number;
}

export const defaultLimits: Limits = {
  maxFrameBytes: 100 * 1024 * 1024,
  maxUnauthenticatedFrameBytes: 512 * 1024,
  maxConnections: 1_000,
  maxInFlightRequests: 100,
  frameTimeoutMs: 30_000,
  responseTimeoutMs: 60_000,
  authenticationTimeoutMs: 30_000,
  idleTimeoutMs: 10 * 60_000,
};
