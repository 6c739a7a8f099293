/**
 * One run of `memory`: kfw at its defaults reads a filled topic with a handler that waits for each batch, so that the
 * broker is always ahead and every partition stands at its byte bound until the topic is nearly read.
 *
 * The base is the process with all modules loaded and nothing connected. What waits in the lanes is looked at with each
 * batch, the process every `sampleMs`: between two samples this handler takes in no more than a few megabytes.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Batch, Consumer, Payload, raw } from 'kfw';
import { type Buffered, MemoryPeaks, memoryFigureNames } from '../figures/memory-peaks.js';
import { startKfw } from '../peers/start-kfw.js';
import { partitionCount } from '../records/numbered-records.js';
import { Tally } from '../records/tally.js';
import type { MemoryJob } from './job.js';

/** For each batch: some 75,000 messages per second with batches of 500 in six partitions. */
const handlerMs = 40;
const sampleMs = 100;

/** The figures in the order of `memoryFigureNames`. */
export async function memoryRun({ messages, ...target }: MemoryJob): Promise<number[]> {
  const peaks = new MemoryPeaks(process.memoryUsage());
  const tally = new Tally(messages);
  let buffered = (): readonly Buffered[] => [];

  @Payload(raw())
  class SlowConsumer extends Consumer {
    async consume(batch: Batch<Buffer>): Promise<void> {
      peaks.sawBuffered(buffered());
      for (const message of batch) tally.handle(batch.partition, message.payload);
      await wait(handlerMs);
    }
  }
  const timer = setInterval(() => peaks.sawUsage(process.memoryUsage()), sampleMs);
  const running = startKfw({ ...target, handle: tally.handle, fail: tally.fail }, SlowConsumer);
  const watched = running.then(({ lanes }) => {
    buffered = lanes;
  });
  await Promise.all([tally.finished, watched]);
  clearInterval(timer);
  const { stop, bounds } = await running;
  await stop();
  const figures = peaks.figures({ partitions: partitionCount, ...bounds });
  return memoryFigureNames.map((name) => figures[name]);
}
