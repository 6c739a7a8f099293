/** The headers of a message that was replayed from a dead-letter topic. They stay with it if it fails again. */
export const replayHeaders = {
  /** ISO 8601. */
  at: 'kfw-replayed-at',
  /** How often it has been replayed. */
  count: 'kfw-replay-count',
  /** The dead letter that it was: `orders.dead-letters/0/42`, topic, partition and offset. */
  from: 'kfw-replayed-from',
} as const;
