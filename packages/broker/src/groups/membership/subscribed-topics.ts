/**
 * The topics that the members of a group are subscribed to. Subscriptions of consumers have a known format
 * (ConsumerProtocolSubscription), whose version 0 is a prefix of all others; those of other protocol types have not.
 */
import { MalformedFrame, Reader } from '../../protocol/reader.js';

/** The protocol type of consumers. */
export const consumerType = 'consumer';

/** `undefined` where a subscription cannot be read, and for members of another protocol type. */
export function subscribedTopics(
  protocolType: string,
  subscriptions: readonly Buffer[],
): ReadonlySet<string> | undefined {
  if (protocolType !== consumerType) return undefined;
  try {
    return new Set(subscriptions.flatMap(topicsOf));
  } catch (error) {
    if (error instanceof MalformedFrame) return undefined;
    throw error;
  }
}

function topicsOf(subscription: Buffer): readonly string[] {
  const reader = new Reader(subscription);
  if (reader.int16() < 0) throw new MalformedFrame('a subscription of a negative version');
  const topics = reader.array(() => reader.string(), 2);
  reader.nullableBytes();
  return topics;
}
