/**
 * Runs one consume call: middleware around the before-batch callbacks, the handler, and the after-batch callbacks. An error
 * in any of them is the handler's error.
 */
import type { ConsumeCall, ConsumerContract } from '../../contracts/consumer-contract.js';
import type { Batch, Message } from '../../contracts/message.js';
import { checkNotGenerator } from '../../errors/generators.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { CallTrace } from '../../tracing/tracer.js';
import { noteHandlerCall } from '../watch/event-loop-monitor.js';
import type { ConsumedMessage } from './consumed-message.js';

type Method = (this: ConsumerContract, argument?: unknown) => unknown;

export interface BatchProgress {
  /** `process` is about to take this message: a failure from here on is its failure. */
  started(message: Message): void;
  /** `process` has finished this message. */
  finished(message: Message): void;
  /** Whether to continue with the next message: false when the lane is held, or must pause or seek first. */
  mayContinue(): boolean;
  /** A promise when it is time to yield to the event loop before the next message. */
  yieldIfDue(): Promise<void> | undefined;
  /** The spans of the call, when there is a tracer. */
  readonly trace: CallTrace | undefined;
}

export async function runBatch(
  plan: TopicPlan,
  consumer: ConsumerContract,
  batch: Batch,
  progress: BatchProgress,
): Promise<void> {
  const { style, name } = plan.consumer;
  const handler = async (): Promise<void> => {
    await callAll(name, consumer, plan.consumer.callbacks.beforeBatch, batch);
    noteHandlerCall(name);
    if (style === 'process') await processEach(name, consumer, batch, progress);
    else checkNotGenerator(await (consumer.consume as Method).call(consumer, batch), () => `${name}.consume`);
    await callAll(name, consumer, plan.consumer.callbacks.afterBatch, batch);
  };
  if (plan.middleware.length === 0) return handler();
  const { group, topic } = plan;
  await runThroughMiddleware(plan, { group, topic, partition: batch.partition, consumer, batch }, handler);
}

async function processEach(
  name: string,
  consumer: ConsumerContract,
  batch: Batch,
  progress: BatchProgress,
): Promise<void> {
  const process = consumer.process as Method;
  const { trace } = progress;
  for (const message of batch.messages) {
    if (!progress.mayContinue()) return;
    progress.started(message);
    noteHandlerCall(name);
    const isTraced = trace !== undefined && (!trace.skipsBareMessages || (message as ConsumedMessage).mayHaveHeaders);
    const returned = isTraced
      ? trace.process(process as never, consumer, message as ConsumedMessage)
      : process.call(consumer, message);
    // A handler that is not async is not awaited: awaiting each message would cost more than most handlers.
    if (returned !== undefined)
      checkNotGenerator(isThenable(returned) ? await returned : returned, () => `${name}.process`);
    if (isTraced) trace.processed(message as ConsumedMessage);
    progress.finished(message);
    const yielding = progress.yieldIfDue();
    if (yielding !== undefined) await yielding;
  }
}

async function callAll(
  name: string,
  consumer: ConsumerContract,
  methods: readonly (string | symbol)[],
  batch: Batch,
): Promise<void> {
  for (const method of methods) {
    const returned = await (consumer as Record<string | symbol, Method | undefined>)[method]?.call(consumer, batch);
    checkNotGenerator(returned, () => `${name}.${String(method)}`);
  }
}

/** The first middleware is the outermost. One that never calls `next` leaves the batch unhandled on purpose. */
function runThroughMiddleware(plan: TopicPlan, call: ConsumeCall, handler: () => Promise<void>): Promise<void> {
  const layer = async (index: number): Promise<void> => {
    const middleware = plan.middleware[index];
    if (middleware === undefined) return handler();
    const returned: unknown = await middleware(call, () => layer(index + 1));
    checkNotGenerator(returned, () => `the middleware ${middleware.name || `at ${index}`}`);
  };
  return layer(0);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
