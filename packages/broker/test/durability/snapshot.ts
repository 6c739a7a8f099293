/** All durable data that clients can see: topics, settings, records, offsets; as text, to be compared. */

import type { RawClient } from '../raw-client.js';
import { committedValues } from '../transactions/committed-values.js';
import type { TxnClient } from '../transactions/txn-client.js';
import { Admin } from './admin.js';

export async function snapshotOf(raw: RawClient, client: TxnClient, groups: readonly string[]): Promise<string[]> {
  const admin = new Admin(raw);
  const lines: string[] = [];
  const topics = await admin.topics();
  for (const { name, partitions } of topics.toSorted((one, other) => one.name.localeCompare(other.name))) {
    lines.push(`${name}: ${JSON.stringify(await admin.overrides(name))}`);
    for (let partition = 0; partition < partitions; partition++) {
      lines.push(`${name}/${partition} ${await seenOf(admin, client, name, partition)}`);
    }
  }
  for (const group of groups) lines.push(`${group}: ${JSON.stringify(await admin.committed(group))}`);
  return lines;
}

/** The start and end of the log, and the values for a `read_committed` reader; for large values only the size. */
async function seenOf(admin: Admin, client: TxnClient, topic: string, partition: number): Promise<string> {
  const values: string[] = [];
  const start = await admin.earliest(topic, partition);
  for (let offset = start; ; ) {
    const fetched = await client.fetch(offset, { topic, partition });
    const { values: found, next } = committedValues(fetched, offset);
    values.push(...found.map((value) => (value.length > 100 ? `${value.length} bytes` : value)));
    if (next === offset) return `${start}..${fetched.endOffset}, stable ${fetched.stableOffset}: ${values.join(' ')}`;
    offset = next;
  }
}
