/**
 * Applies the function of `--transform` to a dead letter, decoded as a message of its source topic. A part that the
 * function leaves as it is keeps its bytes; a changed one is encoded by the schema of the topic that it goes to.
 */
import { isDeepStrictEqual } from 'node:util';
import { type HeaderEntry, headersByName } from '@kfw/core';
import { entriesToSend, headersAsText } from '@kfw/core/internal';
import type { DeadLetter, LetterError, LetterSource, ReplayedMessage, Transform } from '@kfw/operating';
import type { Cluster } from '../../cluster/cluster.js';
import { cliError } from '../../errors.js';
import type { LetterDecoding } from '../letter-message.js';
import { PartEncoder } from './part-encoder.js';
import type { ReplayDestination } from './replay-destination.js';

/** What the function receives. It may change it and return it, or return another object with these fields. */
export interface TransformedMessage {
  key: unknown;
  /** `null` for a tombstone. */
  payload: unknown;
  /** Without those of the failure. A header that was sent repeatedly is a list. */
  headers: Readonly<Record<string, string | readonly string[] | Uint8Array>>;
  /** About the letter. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: Date;
  readonly source: LetterSource | undefined;
  readonly error: LetterError;
  readonly attempts: number | undefined;
  readonly replayCount: number;
}

/** `null`: the message is not replayed, and counts as handled. */
export type TransformFunction = (message: TransformedMessage) => unknown;

export interface TransformOptions {
  readonly transform: TransformFunction;
  readonly decoding: LetterDecoding;
  readonly destination: Pick<ReplayDestination, 'topicOf'>;
}

/** The result rejects with what the function throws, with the errors of the codecs, and with `KFW_TRANSFORM_RETURNED`. */
export function transformOf(
  cluster: Pick<Cluster, 'codecs' | 'declared' | 'nameInCode'>,
  { transform, decoding, destination }: TransformOptions,
): Transform {
  const encoder = new PartEncoder(cluster);
  return async (original, letter) => {
    const given = await decoded(letter, original, decoding);
    const returned = await transform(given);
    if (returned === null) return null;
    if (!isMessage(returned)) throw cliError('KFW_TRANSFORM_RETURNED', { returned: typeof returned });
    // Decoded again: the function may have changed the first one in place.
    const before = await decoded(letter, original, decoding);
    const topic = (await destination.topicOf(letter)) ?? letter.place.topic;
    const encode = (side: 'key' | 'value', was: unknown, is: unknown) =>
      isDeepStrictEqual(was, is) ? original[side] : encoder.encode({ topic, side, letter }, is);
    return {
      key: await encode('key', before.key, returned.key),
      value: await encode('value', before.payload, returned.payload),
      headerEntries: isDeepStrictEqual(before.headers, returned.headers)
        ? original.headerEntries
        : entriesOf(returned.headers),
    };
  };
}

async function decoded(
  letter: DeadLetter,
  { headerEntries }: ReplayedMessage,
  decoding: LetterDecoding,
): Promise<TransformedMessage> {
  const message = await decoding.messageOf(letter);
  const { topic, partition, offset, timestamp } = message;
  const { source, error, attempts, replayCount } = letter;
  return {
    key: message.key,
    payload: message.payload,
    headers: headersAsText(headersByName(headerEntries)),
    topic,
    partition,
    offset,
    timestamp,
    source,
    error,
    attempts,
    replayCount,
  };
}

type Returned = Pick<TransformedMessage, 'key' | 'payload' | 'headers'>;

/** A part that is left out is a mistake: it would become a tombstone, or lose its key. */
function isMessage(returned: unknown): returned is Returned {
  if (typeof returned !== 'object' || returned === null) return false;
  const { key, payload, headers } = returned as Partial<Returned>;
  return key !== undefined && payload !== undefined && typeof headers === 'object' && headers !== null;
}

function entriesOf(headers: TransformedMessage['headers']): HeaderEntry[] {
  const sent = Object.entries(headers).map(([name, value]) => [name, bytesOf(value)] as const);
  return entriesToSend({ key: null, value: null, headers: Object.fromEntries(sent) });
}

function bytesOf(value: TransformedMessage['headers'][string]): string | readonly string[] | Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}
