/** The options of `deliver` of a consumer in a test. */
import type { OutboundRecord } from '@kfw/core';

export interface DeliverOptions {
  /** By the key schema; as in production, bytes are sent unchanged and a number becomes the text of a text key. */
  readonly key?: unknown;
  /** Override the `event-id` that each message gets, as from a responder. */
  readonly headers?: OutboundRecord['headers'];
  /** Now by default. */
  readonly timestamp?: Date | number;
}
