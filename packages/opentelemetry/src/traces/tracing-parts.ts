/** What all spans are made with. */
import type { Tracer } from '@opentelemetry/api';
import type { MessageHeaders } from './message-headers.js';

export interface TracingParts {
  readonly spans: Tracer;
  readonly headers: MessageHeaders;
  readonly everyMessage: boolean;
  readonly joinSingleTrace: boolean;
  readonly messageKeys: boolean;
  /** Known once the app is initialized. */
  clientId: string | undefined;
}
