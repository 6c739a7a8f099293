/** Resolves the schemas of a batch before its handler reads it, so that decoding never waits. */
import type { RawRecord } from '../../ports/records.js';
import type { ConsumedMessage, MessageReaders } from './consumed-message.js';

/** A promise when the registry must be asked, `undefined` when every schema is known: the common case costs no promise. */
export function prepareSchemas(
  plan: MessageReaders,
  messages: readonly ConsumedMessage[],
): Promise<unknown> | undefined {
  return prepareRecords(
    plan,
    messages.map(({ record }) => record),
  );
}

/**
 * How many messages, from the first, can be handled now. The schemas of all messages are requested; messages before the
 * first unknown schema do not wait for it. At least one; rejects when the schemas of the first message are unavailable.
 */
export async function prepareLeading(
  plan: MessageReaders,
  messages: readonly ConsumedMessage[],
  all: Promise<unknown>,
): Promise<number> {
  const [first] = messages;
  // A failure for a later message is repeated when that message is next.
  all.catch(() => undefined);
  if (first === undefined) return 0;
  const prepared = countPrepared(plan, messages);
  if (prepared > 0) return prepared;
  await prepareRecords(plan, [first.record]);
  const preparedNow = countPrepared(plan, messages);
  if (preparedNow > 0) return preparedNow;
  // A codec that has something to await every time.
  await all;
  return messages.length;
}

function countPrepared(plan: MessageReaders, messages: readonly ConsumedMessage[]): number {
  const missing = messages.findIndex(({ record }) => {
    const pending = prepareRecords(plan, [record]);
    pending?.catch(() => undefined);
    return pending !== undefined;
  });
  return missing === -1 ? messages.length : missing;
}

function prepareRecords(plan: MessageReaders, records: readonly RawRecord[]): Promise<unknown> | undefined {
  // Unreadable records are rare: without one, no second list is made.
  const readable = records.every(isReadable) ? records : records.filter(isReadable);
  try {
    const value = plan.value.prepare(readable);
    const key = plan.key.prepare(readable);
    return value === undefined && key === undefined ? undefined : Promise.all([value, key]);
  } catch (thrown) {
    // An app's codec may throw at once.
    return Promise.reject(thrown);
  }
}

function isReadable({ problem }: RawRecord): boolean {
  return problem === undefined;
}
