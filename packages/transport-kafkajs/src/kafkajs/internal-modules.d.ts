/** The modules of kafkajs 2.2.4 that its package does not export: only this folder imports them. */

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  const ConsumerGroup: { prototype: import('./internals.js').ConsumerGroup };
  export default ConsumerGroup;
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  type Queue = import('./internals.js').PatchableRequestQueue;
  const RequestQueue: {
    new (options: object): Queue & import('./internals.js').RequestQueue & { rejectAll(error: Error): void };
    prototype: Queue;
  };
  export default RequestQueue;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';
  export default function createSocketFactory(): ISocketFactory;
}

declare module 'kafkajs/src/protocol/error.js' {
  export function createErrorFromCode(code: number): Error & { type?: string };
}

declare module 'kafkajs/src/protocol/requests/apiKeys.js' {
  type AdminCodecs = import('./admin-codecs.js').AdminCodecs;
  const apiKeys: Readonly<Record<'Fetch' | 'Metadata' | keyof AdminCodecs, number>>;
  export default apiKeys;
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  import type { AdminRequests } from './admin-codecs.js';
  import type { MakeFetchRequest, MakeMetadataRequest, RequestDefinition } from './internals.js';

  export const requests: AdminRequests & {
    readonly Fetch: RequestDefinition<MakeFetchRequest>;
    readonly Metadata: RequestDefinition<MakeMetadataRequest>;
  };
}
