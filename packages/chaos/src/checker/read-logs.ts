/** Reads the three topics of a run and the acknowledgements of the producer for the judge. */
import { readFile } from 'node:fs/promises';
import { type ReadOptions, readTopic } from './read-topic.js';
import type { DeadLetter, Handled, Logs, Produced } from './records.js';

export interface WhatToRead extends ReadOptions {
  readonly input: string;
  readonly output: string;
  /** Without one there are none. */
  readonly deadLetters: string | undefined;
  /** A file with a line `key seq` for each message that was acknowledged. */
  readonly acknowledged: string | undefined;
}

export async function readLogs(what: WhatToRead): Promise<Logs> {
  const produced: Produced[] = [];
  await readTopic(what.input, what, ({ payload, partition, offset }) => {
    const { key, seq, poison } = JSON.parse(payload ?? '') as Pick<Produced, 'key' | 'seq' | 'poison'>;
    produced.push({ key, seq, poison, partition, offset });
  });
  const handled: Handled[] = [];
  await readTopic(what.output, what, (record) => {
    const report = JSON.parse(record.payload ?? '') as Pick<Handled, 'key' | 'seq' | 'partition' | 'offset' | 'pid'>;
    handled.push({ ...report, at: record.ts, position: `${record.partition}/${record.offset}` });
  });
  const deadLetters: DeadLetter[] = [];
  if (what.deadLetters !== undefined) {
    await readTopic(what.deadLetters, what, ({ payload, partition, offset, headers }) => {
      const { key, seq } = JSON.parse(payload ?? '') as Pick<Produced, 'key' | 'seq'>;
      const sourcePartition = Number(headers['kfw-source-partition']);
      const sourceOffset = Number(headers['kfw-source-offset']);
      deadLetters.push({ key, seq, sourcePartition, sourceOffset, position: `${partition}/${offset}` });
    });
  }
  const acknowledged = what.acknowledged === undefined ? undefined : await readAcknowledged(what.acknowledged);
  return { produced, handled, deadLetters, acknowledged };
}

async function readAcknowledged(file: string): Promise<Map<string, number[]>> {
  const notes = new Map<string, number[]>();
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [key, seq] = line.split(' ');
    if (key === undefined || seq === undefined) continue;
    const own = notes.get(key);
    if (own === undefined) notes.set(key, [Number(seq)]);
    else own.push(Number(seq));
  }
  return notes;
}
