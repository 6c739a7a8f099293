/** Requests that several families share. */
import type { PairedConnection } from '../src/differential/paired-connection.js';

/** All that is in the partitions of a topic, and their beginnings and ends. */
export async function fetchAll(pair: PairedConnection, topic: string, partitions = 1): Promise<void> {
  for (let partition = 0; partition < partitions; partition++) {
    const listed = [-2, -1].map((timestamp) => ({ index: partition, timestamp }));
    for (const each of listed) await pair.ask('ListOffsets', 5, { topics: [{ name: topic, partitions: [each] }] });
    await pair.ask('Fetch', 11, { topics: [{ topic, partitions: [{ partition }] }] });
  }
}

/** Appends batches to a partition, a request each. */
export async function fill(
  pair: PairedConnection,
  topic: string,
  batches: readonly Buffer[],
  index = 0,
): Promise<void> {
  for (const records of batches) {
    await pair.ask('Produce', 7, { topics: [{ name: topic, partitions: [{ index, records }] }] });
  }
}
