/**
 * A topic's messages, one after the other:
 *
 *   open → where each partition begins and ends → batches → their schemas → messages → close
 *
 * The signal of `left` ends it wherever it is. A failure after that is a consequence of the end, and is ignored.
 */
import { ConsumedMessage, type MessageReaders } from '../consuming/handler/consumed-message.js';
import { prepareSchemas } from '../consuming/handler/prepare-schemas.js';
import { raw, text } from '../payloads/schemas.js';
import type { PayloadSide, Schema } from '../ports/codec.js';
import type { ReadBatch } from '../ports/transport.js';
import { findSpans } from './find-spans.js';
import type { ReadRequest, ReadTopicOptions } from './read-options.js';
import type { OpenReaderContext, ReaderContext } from './reader-context.js';

export async function* readMessages(
  request: ReadRequest,
  options: ReadTopicOptions<unknown, unknown>,
  open: OpenReaderContext,
  left: AbortController,
): AsyncGenerator<ConsumedMessage, undefined> {
  const { topic, follow, partitions } = request;
  const { signal } = left;
  const closing: (() => Promise<unknown>)[] = [];
  const leave = () => left.abort();
  options.signal?.addEventListener('abort', leave);
  if (options.signal?.aborted) leave();
  try {
    if (signal.aborted) return undefined;
    const context = await open(signal);
    closing.push(async () => context.close?.());
    const readers = readersOf(topic, options, context);
    const reader = context.transport.reader({ ...context.limits, topic });
    closing.push(() => reader.close());
    const aborted = onAbort(signal, () => reader.close());
    const spans = await findSpans(reader, request);
    for await (const batch of reader.read(spans, { growing: follow && partitions === undefined })) {
      const messages = messagesOf(batch, topic, readers);
      const preparing = prepareSchemas(readers, messages);
      if (preparing !== undefined) await Promise.race([preparing, aborted]);
      for (const message of messages) {
        if (signal.aborted) return undefined;
        yield message;
      }
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    options.signal?.removeEventListener('abort', leave);
    for (const close of closing.toReversed()) await close();
  }
  return undefined;
}

function readersOf(
  topic: string,
  { schema, keySchema }: ReadTopicOptions<unknown, unknown>,
  { codecs, declared }: ReaderContext,
): MessageReaders {
  const reader = (side: PayloadSide, of: Schema) => codecs.reader({ topic, side, schema: of });
  return {
    value: reader('value', schema ?? declared?.of(topic, 'value') ?? raw()),
    key: reader('key', keySchema ?? declared?.of(topic, 'key') ?? text()),
  };
}

function messagesOf({ partition, records }: ReadBatch, topic: string, readers: MessageReaders): ConsumedMessage[] {
  const receivedAtMs = Date.now();
  return records.map((record) => new ConsumedMessage(record, readers, topic, partition, receivedAtMs));
}

/** Resolves when the signal has fired and what is then to be done is done; how that went is asked elsewhere. */
function onAbort(signal: AbortSignal, act: () => Promise<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(Promise.allSettled([act()])), { once: true });
  });
}
