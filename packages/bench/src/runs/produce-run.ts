/**
 * The runs of `produce`. With callers: that many at once, each sending one message and waiting for its acknowledgement
 * before it sends its next. Without: all messages as fast as the client can be made to. Either way the clock stops at
 * the last acknowledgement, after a tenth as many messages that are not timed. One caller is `produce.latency`.
 */

import type { Sender, SentRecord } from '../senders/sender.js';
import { loadSender } from '../senders/senders.js';
import { recordOf } from '../workplace/records.js';
import type { ProduceJob } from './job.js';

/** Records are made beforehand and used over and over: making them is not the client's work. */
const distinctRecords = 1_000;
const records = Array.from({ length: distinctRecords }, (_, number): SentRecord => {
  return { key: Buffer.from(`key-${number}`), value: recordOf(number) };
});

/** With one caller: milliseconds of each message. Otherwise: messages per second, one sample. */
export async function produceRun({ sender: name, brokers, topic, callers, messages }: ProduceJob): Promise<number[]> {
  const connect = await loadSender(name);
  const sender = await connect({ brokers, topic });
  const warmUp = Math.ceil(messages / 10);
  if (callers === 1) {
    const samples = await alone(sender, warmUp + messages);
    await sender.close();
    return samples.slice(warmUp);
  }
  const send = (count: number) =>
    callers === undefined ? sender.sendAll(recordAt, count) : together(sender, callers, count);
  await send(warmUp);
  const startedAt = performance.now();
  await send(messages);
  const seconds = (performance.now() - startedAt) / 1_000;
  await sender.close();
  return [messages / seconds];
}

function recordAt(number: number): SentRecord {
  return records[number % distinctRecords] as SentRecord;
}

async function together(sender: Sender, callers: number, count: number): Promise<void> {
  let next = 0;
  const call = async (): Promise<void> => {
    while (next < count) await sender.send(recordAt(next++));
  };
  await Promise.all(Array.from({ length: callers }, call));
}

async function alone(sender: Sender, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let number = 0; number < count; number++) {
    const sentAt = performance.now();
    await sender.send(recordAt(number));
    samples.push(performance.now() - sentAt);
  }
  return samples;
}
