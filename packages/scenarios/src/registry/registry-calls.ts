/** Calls of the schema registry's Confluent API, made by hand: a scenario does not check with kfw's own client. */
import type { World } from '@kfw/test-cluster';

const json = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

/** The id of the subject's latest schema. */
export function latestSchemaId(world: World, subject: string): Promise<number> {
  return call(world, `${encodeURIComponent(subject)}/versions/latest`);
}

/** Registers an Avro schema and returns its id. */
export function registerSchema(world: World, subject: string, schema: object): Promise<number> {
  const body = JSON.stringify({ schemaType: 'AVRO', schema: JSON.stringify(schema) });
  return call(world, `${encodeURIComponent(subject)}/versions`, { method: 'POST', headers: json, body });
}

async function call(world: World, path: string, request: RequestInit = {}): Promise<number> {
  const answer = await fetch(`${world.cluster.registry}/subjects/${path}`, request);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${text}`);
  return (JSON.parse(text) as { id: number }).id;
}
