/** Has the schemas that a batch needs at hand before a handler reads it, so that decoding never waits. */
import type { RawRecord } from '../../ports/records.js';
import type { ConsumedMessage, MessageReaders } from './consumed-message.js';

/** A promise when the registry has to be asked, `undefined` when all is known: the common case costs no promise. */
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
 * How many of the messages, from the first, can be handled now. The schemas of all are asked for; those that come before
 * the first that has to be waited for wait for none. At least one, or it rejects: when those of the first cannot be had.
 */
export async function prepareLeading(
  plan: MessageReaders,
  messages: readonly ConsumedMessage[],
  all: Promise<unknown>,
): Promise<number> {
  const [first] = messages;
  // What fails for a later message fails again when its turn has come.
  all.catch(() => undefined);
  if (first === undefined) return 0;
  const prepared = countPrepared(plan, messages);
  if (prepared > 0) return prepared;
  await prepareRecords(plan, [first.record]);
  const preparedNow = countPrepared(plan, messages);
  if (preparedNow > 0) return preparedNow;
  // A codec that has something to await each time.
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
  // Hardly any list holds one: no second list is made for the others.
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
