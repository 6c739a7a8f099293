import type { ReaderOptions, Transport } from '../ports/transport.js';
import type { Codecs } from '../routing/schemas/codecs.js';
import type { SchemaLookup } from '../routing/schemas/declared-schemas.js';

/** What topics are read with. */
export interface ReaderContext {
  readonly transport: Pick<Transport, 'reader'>;
  readonly codecs: Codecs;
  /** What the app says its topics hold, for a reading without a schema. */
  readonly declared?: SchemaLookup;
  readonly limits: Omit<ReaderOptions, 'topic'>;
  /** Called when the reading has ended, whichever way. */
  close?(): Promise<void>;
}

/** Gives what to read with, when a reading begins; when the signal fires it ends soon, by throwing if need be. */
export type OpenReaderContext = (signal: AbortSignal) => ReaderContext | Promise<ReaderContext>;
