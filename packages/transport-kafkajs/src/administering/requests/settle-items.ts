/**
 * The outcomes of a call about many items: topics, groups, partitions. Each has its own; those whose error a retry may help
 * with are requested again, together, for a bounded time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, toError } from '@kfw/core';
import { isRetriable, protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';

/** By the key of the item: a value, or what the cluster refused it with. */
export type Outcomes<Value> = ReadonlyMap<string, Value | Error>;

export interface SettleOptions<Item, Value> {
  keyOf(item: NoInfer<Item>): string;
  /** One attempt for all items that are not settled. What it throws is the outcome of each of them. */
  attempt(items: readonly Item[]): Promise<Outcomes<Value>>;
  /** No attempt begins later than this after the first. */
  readonly retryForMs: number;
  /** The same for items of an unknown topic. */
  readonly unknownTopicRetryMs: number;
  /** Aborted when nobody waits for the outcomes any more. */
  readonly signal: AbortSignal;
}

const firstPauseMs = 20;
const longestPauseMs = 500;

/** An outcome for each item, by its key; an item that is named twice is requested once. Never throws. */
export async function settleItems<Item, Value>(
  items: readonly Item[],
  { keyOf, attempt, retryForMs, unknownTopicRetryMs, signal }: SettleOptions<Item, Value>,
): Promise<Outcomes<Value>> {
  const settled = new Map<string, Value | Error>();
  const startedAt = performance.now();
  let pending = new Map(items.map((item) => [keyOf(item), item]));
  for (let failures = 1; pending.size > 0; failures++) {
    const outcomes = await outcomesOf(pending, attempt);
    for (const [key, outcome] of outcomes) settled.set(key, outcome);
    const elapsedMs = performance.now() - startedAt;
    const pauseMs = backoffMs(failures, { first: firstPauseMs, longest: longestPauseMs });
    if (elapsedMs + pauseMs > retryForMs || signal.aborted) break;
    pending = new Map([...pending].filter(([key]) => mayHelp(settled.get(key), elapsedMs < unknownTopicRetryMs)));
    if (pending.size > 0) await Promise.allSettled([sleep(pauseMs, undefined, { signal })]);
  }
  return settled;
}

async function outcomesOf<Item, Value>(
  pending: ReadonlyMap<string, Item>,
  attempt: (items: readonly Item[]) => Promise<Outcomes<Value>>,
): Promise<Outcomes<Value>> {
  try {
    const outcomes = await attempt([...pending.values()]);
    return new Map(
      Array.from(pending.keys(), (key) => [
        key,
        outcomes.has(key) ? (outcomes.get(key) as Value | Error) : unmentioned(),
      ]),
    );
  } catch (thrown) {
    const error = toError(thrown);
    return new Map(Array.from(pending.keys(), (key) => [key, error]));
  }
}

/** A broker that leaves an item out has not done what was asked. */
export function unmentioned(): Error {
  return new Error('the response of the broker does not mention it');
}

function mayHelp(outcome: unknown, mayLearnOfTopic: boolean): boolean {
  if (!(outcome instanceof Error) || !isRetriable(outcome)) return false;
  return mayLearnOfTopic || protocolErrorOf(outcome) !== 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** One request for each broker, concurrently; where one fails, its items have that error. */
export async function settleByBroker<Item, Value>(
  byBroker: ReadonlyMap<number, readonly Item[]>,
  keyOf: (item: NoInfer<Item>) => string,
  send: (nodeId: number, items: readonly Item[]) => Promise<Outcomes<Value>>,
): Promise<Map<string, Value | Error>> {
  const settled = new Map<string, Value | Error>();
  const sendTo = async ([nodeId, items]: readonly [number, readonly Item[]]): Promise<void> => {
    try {
      for (const [key, outcome] of await send(nodeId, items)) settled.set(key, outcome);
    } catch (thrown) {
      const error = toError(thrown);
      for (const item of items) settled.set(keyOf(item), error);
    }
  };
  await Promise.all(Array.from(byBroker, sendTo));
  return settled;
}
