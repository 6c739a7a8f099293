/**
 * What every request of the registry client gets: credentials, a deadline, and a limit on the answer's size. It also
 * answers the library's question for a subject's compatibility level before each registration: the library refuses a
 * subject with another level than its caller names, and kfw leaves the level to whoever runs the registry.
 */
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import type { RegistryAddress } from './registry-options.js';

type ClientOptions = ConstructorParameters<typeof SchemaRegistry>[0];
type Middleware = NonNullable<ClientOptions['middlewares']>[number];

const maxSchemaChars = 4 * 1024 * 1024;

export function kfwMiddleware({ authorization, timeoutMs }: RegistryAddress): Middleware {
  return () => ({
    async prepareRequest(next) {
      const request = await next();
      return request.enhance({
        signal: AbortSignal.timeout(timeoutMs),
        ...(authorization === undefined ? {} : { headers: { authorization } }),
      });
    },
    async response(next, _renew, request) {
      if (request.path().startsWith('/config/')) throw Object.assign(new Error('not asked'), { status: 404 });
      const response = await next();
      if ((response.rawData() ?? '').length > maxSchemaChars) {
        throw new Error(`the registry's answer is longer than ${maxSchemaChars} characters`);
      }
      return response;
    },
  });
}
