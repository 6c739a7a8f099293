/** Writes dead letters as kfw does, without a consumer that fails: as many as a scenario needs, at once. */
import type { HeaderEntry } from '@kfw/core';
import type { BootedApp } from 'kfw/internal';

export interface LetterDraft {
  readonly key: string | null;
  readonly value: string | Buffer;
  /** The position of the message before it failed. */
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number };
  /** Default: one of this name alone. */
  readonly group?: string;
  /** Those of the message itself, before those of kfw. */
  readonly headers?: readonly HeaderEntry[];
  readonly error?: { readonly class: string; readonly message: string };
}

/** Letters of one source partition go to one partition, in order. */
export async function writeLetters(app: BootedApp, topic: string, letters: readonly LetterDraft[]): Promise<void> {
  await app.producer.deliver(
    letters.map(({ key, value, source, group = 'shop_app', headers = [], error }) => ({
      topic,
      key: key === null ? null : Buffer.from(key),
      value: Buffer.from(value as string),
      partitionKey: Buffer.from(`${source.topic}-${source.partition}`),
      headerEntries: headers,
      headers: {
        'kfw-source-topic': source.topic,
        'kfw-source-partition': String(source.partition),
        'kfw-source-offset': String(source.offset),
        'kfw-source-timestamp': '2026-11-01T10:00:00.000Z',
        'kfw-source-group': group,
        'kfw-attempts': '4',
        'kfw-error-class': error?.class ?? 'RangeError',
        'kfw-error-message': error?.message ?? 'out of range',
        'kfw-first-failed-at': '2026-11-01T10:00:01.000Z',
      },
    })),
  );
}
