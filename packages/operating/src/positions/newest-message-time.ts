/**
 * The time of the newest message of some topics, found by asking for the first message since a time, as a binary search: the
 * port does not read messages. About forty requests, so only for the message of an error.
 */
import type { Admin } from '@kfw/core';

/** Milliseconds since 1970, before `beforeMs`; `undefined` where no message is older than that. */
export async function newestMessageTime(
  admin: Pick<Admin, 'offsetsAt'>,
  topics: readonly string[],
  beforeMs: number,
): Promise<number | undefined> {
  const times = await Promise.all(topics.map((topic) => newestOf(admin, topic, beforeMs)));
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

async function newestOf(admin: Pick<Admin, 'offsetsAt'>, topic: string, beforeMs: number): Promise<number | undefined> {
  const ends = keysOf(await admin.offsetsAt(topic, beforeMs));
  const hasSince = async (timestampMs: number) => keysOf(await admin.offsetsAt(topic, timestampMs)) !== ends;
  let [since, none] = [0, beforeMs];
  if (!(await hasSince(since))) return undefined;
  while (none - since > 1) {
    const middle = Math.floor((since + none) / 2);
    if (await hasSince(middle)) since = middle;
    else none = middle;
  }
  return since;
}

function keysOf(offsets: readonly { readonly partition: number; readonly offset: number }[]): string {
  return offsets
    .map(({ partition, offset }) => `${partition}:${offset}`)
    .sort()
    .join();
}
