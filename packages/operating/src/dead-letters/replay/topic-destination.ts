/**
 * Replays dead letters to topics. A batch is acknowledged by all in-sync replicas before the next one is sent, so that
 * order within a partition holds over failures as well.
 */
import { isKfwError, type OutboundRecord, toError } from '@kfw/core';
import type { DeadLetter } from '../dead-letter.js';
import type { Destination, Replaying, SendResult } from './destination.js';
import { isRefusal, type Placement, placeLetter, type ReplayTarget, type TargetTopics } from './replay-target.js';
import { headersOfReplay } from './replayed-copy.js';

/** A message with the partition that it is meant for, or what its partition is chosen by. */
export type PlacedMessage = OutboundRecord & Placement;

/** Of a producer. */
export interface Sender {
  /**
   * Resolves when all are acknowledged. Rejects with an error of code `KFW_DELIVERY_FAILED` whose `delivered` has, in
   * order, `undefined` for each that was not; with any other error nothing was sent.
   */
  deliver(messages: readonly PlacedMessage[]): Promise<unknown>;
}

/** Of one batch. */
const maxInFlight = 500;

export interface TopicDestinationOptions {
  readonly target: ReplayTarget;
  readonly topics: TargetTopics;
  readonly sender: Sender;
}

export function topicDestination({ target, topics, sender }: TopicDestinationOptions): Destination {
  const messageOf = async ({ letter, message }: Replaying, atMs: number): Promise<PlacedMessage> => {
    const placed = await placeLetter(letter, target, topics);
    if (isRefusal(placed)) throw new Error(placed.reason);
    const headerEntries = headersOfReplay(message, letter, { atMs, keepsSource: target.kind === 'retry' });
    return { ...placed, key: message.key, value: message.value, headers: {}, headerEntries };
  };
  return {
    maxInFlight,
    continuesAfterFailure: false,
    async targetOf(letter: DeadLetter) {
      const placed = await placeLetter(letter, target, topics);
      return isRefusal(placed) ? placed : { name: placed.topic };
    },
    async send(batch) {
      const atMs = Date.now();
      try {
        return await sendInOrder(await Promise.all(batch.map((each) => messageOf(each, atMs))), sender);
      } catch (thrown) {
        const error = toError(thrown);
        return batch.map(() => error);
      }
    },
  };
}

/** A result for each. One that cannot be sent at all is found by sending them one by one, and nothing is sent behind it. */
export async function sendInOrder(messages: readonly PlacedMessage[], sender: Sender): Promise<SendResult[]> {
  if (messages.length === 0) return [];
  const refused = await attempt(messages, sender);
  if (!(refused instanceof Error)) return refused;
  if (messages.length === 1) return [refused];
  const results: SendResult[] = [];
  for (const message of messages) {
    const before = results.at(-1) ?? 'done';
    const [result = 'unsent'] = before === 'done' ? await attemptOne(message, sender) : [];
    results.push(result);
  }
  return results;
}

async function attemptOne(message: PlacedMessage, sender: Sender): Promise<SendResult[]> {
  const result = await attempt([message], sender);
  return result instanceof Error ? [result] : result;
}

/** An error when none of them was sent. */
async function attempt(messages: readonly PlacedMessage[], sender: Sender): Promise<SendResult[] | Error> {
  try {
    await sender.deliver(messages);
    return messages.map(() => 'done');
  } catch (thrown) {
    const error = toError(thrown);
    const delivered = isKfwError(error, 'KFW_DELIVERY_FAILED') ? deliveredOf(error) : undefined;
    return delivered === undefined
      ? error
      : messages.map((_message, index) => (delivered[index] === undefined ? error : 'done'));
  }
}

function deliveredOf(error: object): readonly unknown[] | undefined {
  const { delivered } = error as { delivered?: unknown };
  return Array.isArray(delivered) ? delivered : undefined;
}
