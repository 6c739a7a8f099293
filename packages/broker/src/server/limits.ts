/**
 * What one peer, or all of them together, may take of the broker. A peer that goes past a limit is disconnected, with
 * an event that says so; it never slows others down.
 */
export interface Limits {
  /** One request, as Kafka's `socket.request.max.bytes`. A connection that has as much unanswered is read no further. */
  readonly maxFrameBytes: number;
  /** Before a client has authenticated. */
  readonly maxUnauthenticatedFrameBytes: number;
  readonly maxConnections: number;
  /** Requests of one connection that are not yet answered. More are left in the socket. */
  readonly maxInFlightRequests: number;
  /** A frame that has begun must be whole by then. */
  readonly frameTimeoutMs: number;
  /** A peer that does not read its answers is given up by then. */
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
