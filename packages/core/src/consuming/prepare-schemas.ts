/** Has the schemas that a batch needs at hand before a handler reads it, so that decoding never waits. */
import type { ConsumedMessage, MessageReaders } from './consumed-message.js';

/** A promise when the registry has to be asked, `undefined` when all is known: the common case costs no promise. */
export function prepareSchemas(
  plan: MessageReaders,
  messages: readonly ConsumedMessage[],
): Promise<unknown> | undefined {
  const records = messages.map(({ record }) => record).filter(({ problem }) => problem === undefined);
  const value = plan.value.prepare(records);
  const key = plan.key.prepare(records);
  return value === undefined && key === undefined ? undefined : Promise.all([value, key]);
}
