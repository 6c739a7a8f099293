/**
 * Reads a whole topic with kcat, which is librdkafka: no code of kfw or kafkajs reads the log that is judged. Committed messages only when asked: kcat stops at the end of what is stable, and leaves out what was aborted.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** As kcat's `-J` prints it. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: number;
  /** The timestamp of the message, or of the broker when the topic says so. */
  readonly ts: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly key: string | null;
  readonly payload: string | null;
}

export interface ReadOptions {
  readonly brokers: string;
  readonly readCommitted: boolean;
}

/** Calls `take` for each record, in the order of the log within each partition. */
export async function readTopic(
  topic: string,
  { brokers, readCommitted }: ReadOptions,
  take: (record: TopicRecord) => void,
): Promise<void> {
  const isolation = `isolation.level=${readCommitted ? 'read_committed' : 'read_uncommitted'}`;
  const args = ['-b', brokers, '-C', '-q', '-e', '-J', '-X', isolation, '-t', topic, '-o', 'beginning'];
  const kcat = spawn('kcat', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(kcat, 'close');
  for await (const line of createInterface({ input: kcat.stdout })) {
    const { headers, ...record } = JSON.parse(line) as TopicRecord & { headers?: Record<string, string> | string[] };
    take({ ...record, headers: byName(headers) });
  }
  const [code] = await closed;
  if (code !== 0) throw new Error(`kcat could not read ${topic}: it ended with exit code ${code}`);
}

/** Some versions of kcat print headers as an object, others as a list of names and values in turn. */
function byName(headers: Record<string, string> | string[] | undefined): Record<string, string> {
  if (!Array.isArray(headers)) return headers ?? {};
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < headers.length; at += 2) named[headers[at] ?? ''] = headers[at + 1] ?? '';
  return named;
}
