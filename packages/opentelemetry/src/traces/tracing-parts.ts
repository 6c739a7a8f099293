/** What all spans are made with. */
import type { LateTracer } from './late-tracer.js';
import type { MessageHeaders } from './message-headers.js';

export interface TracingParts {
  readonly spans: LateTracer;
  readonly headers: MessageHeaders;
  readonly everyMessage: boolean;
  readonly joinSingleTrace: boolean;
  readonly messageKeys: boolean;
  /** Known once the app is initialized. */
  clientId: string | undefined;
}
