/** The checks of topics, schemas and payloads of `deliver`: a forgotten `await`, a function instead of a schema. */
import { describeGiven, refused } from './check-delivery.js';

const topicName = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/;

export function checkTopic(topic: unknown): void {
  if (typeof topic === 'string' && topicName.test(topic)) return;
  throw refused(topic, 'that is not a topic name. A topic name holds 1 to 249 letters, digits, ".", "_" and "-".');
}

export function checkSchema(topic: string, field: string, schema: unknown): void {
  if (typeof schema === 'object' && schema !== null && typeof (schema as { format?: unknown }).format === 'string') {
    return;
  }
  const name = typeof schema === 'function' ? schema.name : '';
  const advice =
    typeof schema === 'function'
      ? `If it makes a schema, call it: ${name || 'schema'}().`
      : 'Give what avro(), json(), raw() or text() returns, or a generated schema.';
  throw refused(topic, `its ${field} is ${describeGiven(schema)}. ${advice}`);
}

/** With any schema. */
export function checkAwaited(topic: string, field: string, given: unknown): void {
  if (given instanceof Promise) throw refused(topic, `its ${field} is a Promise. Await it first.`);
}
