/** Every API that the embedded broker serves, by name. Nothing here comes from the broker's own code. */
import * as connections from './connections.js';
import * as groups from './groups.js';
import * as logs from './logs.js';
import type { ApiSchema } from './notation.js';
import * as topics from './topics.js';
import * as transactions from './transactions.js';

const schemas: readonly ApiSchema[] = [connections, groups, logs, topics, transactions].flatMap((family) =>
  Object.values<ApiSchema>(family),
);

export const protocol: ReadonlyMap<string, ApiSchema> = new Map(schemas.map((schema) => [schema.name, schema]));

export function schemaOf(api: string): ApiSchema {
  const schema = protocol.get(api);
  if (schema === undefined) throw new Error(`There is no table of ${api}`);
  return schema;
}
