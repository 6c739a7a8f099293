/**
 * The messages of a topic, as kcat reads them from beginning to end: an independent reader that tells committed
 * messages from aborted ones.
 */
import { kcat, type World } from '@kfw/test-cluster';

export interface ReadMessage {
  readonly partition: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

interface KcatMessage {
  readonly partition: number;
  readonly key: string | null;
  readonly payload: string | null;
  /** Names and values in turn. */
  readonly headers?: readonly string[];
}

/** Partition by partition, in offset order. `isolation` is `read_committed` by default. */
export async function readWithKcat(
  world: World,
  topic: string,
  isolation: 'read_committed' | 'read_uncommitted' = 'read_committed',
): Promise<ReadMessage[]> {
  const args = ['-C', '-q', '-e', '-J', '-X', `isolation.level=${isolation}`, '-t', topic, '-o', 'beginning'];
  const { stdout } = await kcat(world.cluster.brokers, args);
  const lines = stdout.split('\n').filter((line) => line !== '');
  const messages = lines.map((line) => JSON.parse(line) as KcatMessage).map(readable);
  return messages.sort((one, other) => one.partition - other.partition);
}

function readable({ partition, key, payload, headers = [] }: KcatMessage): ReadMessage {
  const pairs: [string, string][] = [];
  for (let at = 0; at < headers.length; at += 2) pairs.push([headers[at] ?? '', headers[at + 1] ?? '']);
  return { partition, key, value: payload, headers: Object.fromEntries(pairs) };
}
