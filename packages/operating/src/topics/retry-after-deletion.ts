/**
 * Looks at topics of a cluster in several requests: one that was listed may be deleted by somebody else before it is
 * described, which fails the request about all of them.
 */
import { isKfwError } from '@kfw/core';

const mostLooks = 5;

/** Looks again when a topic vanished meanwhile, a few times; then throws `KFW_TOPIC_UNKNOWN`. */
export async function retryAfterDeletion<Seen>(look: () => Promise<Seen>): Promise<Seen> {
  for (let looks = 1; ; looks++) {
    try {
      return await look();
    } catch (thrown) {
      if (!isKfwError(thrown, 'KFW_TOPIC_UNKNOWN') || looks >= mostLooks) throw thrown;
    }
  }
}
