/**
 * The runs of `produce`. With callers: that many at once, each sending one message and waiting for its acknowledgement
 * before it sends its next. Without: all messages as fast as the client can be made to. Either way the clock stops at
 * the last acknowledgement, after a tenth as many messages that are not timed. One caller is `produce.latency`.
 */

import { observe } from '../observing/observe.js';
import { recordOf } from '../records/numbered-records.js';
import { orderOf } from '../records/order-records.js';
import type { MeasuredSender, SentRecord } from '../senders/measured-sender.js';
import { loadSender } from '../senders/senders.js';
import type { ProduceJob } from './job.js';

/** Records are created beforehand and reused: creating them is not the client's work. */
const distinctRecords = 1_000;
const numbers = Array.from({ length: distinctRecords }, (_, number) => number);
const keys = numbers.map((number) => Buffer.from(`key-${number}`));

/** With one caller: milliseconds of each message. Otherwise: messages per second, one sample. */
export async function produceRun(job: ProduceJob): Promise<number[]> {
  const { sender: name, brokers, topic, callers, messages, compression, variant = 'off' } = job;
  const values = numbers.map(compression === undefined ? recordOf : orderOf);
  const recordAt = (number: number): SentRecord => {
    const at = number % distinctRecords;
    return { key: keys[at] as Buffer, value: values[at] as Buffer };
  };
  await observe(variant);
  const connect = await loadSender(name);
  const sender = await connect({ brokers, topic, compression });
  const warmUp = Math.ceil(messages / 10);
  if (callers === 1) {
    const samples = await alone(sender, recordAt, warmUp + messages);
    await sender.close();
    return samples.slice(warmUp);
  }
  const send = (count: number) =>
    callers === undefined ? sender.sendAll(recordAt, count) : together(sender, recordAt, callers, count);
  await send(warmUp);
  const startedAt = performance.now();
  await send(messages);
  const seconds = (performance.now() - startedAt) / 1_000;
  await sender.close();
  return [messages / seconds];
}

type RecordAt = (number: number) => SentRecord;

async function together(sender: MeasuredSender, recordAt: RecordAt, callers: number, count: number): Promise<void> {
  let next = 0;
  const call = async (): Promise<void> => {
    while (next < count) await sender.send(recordAt(next++));
  };
  await Promise.all(Array.from({ length: callers }, call));
}

async function alone(sender: MeasuredSender, recordAt: RecordAt, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let number = 0; number < count; number++) {
    const sentAt = performance.now();
    await sender.send(recordAt(number));
    samples.push(performance.now() - sentAt);
  }
  return samples;
}
