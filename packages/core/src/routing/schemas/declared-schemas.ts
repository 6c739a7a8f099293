/**
 * The schemas that an app declares for its topics, in its routes and responders. `deliver` writes and `readTopic` reads with
 * them when no schema is given. Two of one topic may differ for good reasons, as when a consumer reads an older version;
 * then neither is chosen, and the caller must name one.
 */
import { coreError } from '../../errors/core-errors.js';
import type { PayloadSide, Schema } from '../../ports/codec.js';
import type { Plan, ResponderPlan, TopicPlan } from '../plan/plan.js';

interface Declaration {
  readonly schema: Schema;
  readonly keySchema: Schema;
  /** For people. */
  readonly by: string;
}

/** Of a topic that nothing is declared of. */
const nothing: Found = { value: undefined, key: undefined };

interface Found {
  readonly value: Schema | Error | undefined;
  readonly key: Schema | Error | undefined;
}

/** Who knows what is declared. */
export type SchemaLookup = Pick<DeclaredSchemas, 'of'>;

export class DeclaredSchemas {
  readonly #byTopic = new Map<string, Declaration[]>();
  readonly #patterns: { readonly test: (topic: string) => boolean; readonly declaration: Declaration }[] = [];
  /** Who asks for a topic once asks for it again. */
  readonly #found = new Map<string, Found>();

  /** All topics of the routes, whatever part of them this process consumes. */
  addPlan(plan: Plan): void {
    this.#found.clear();
    for (const group of plan.groups) {
      for (const topic of group.topics) this.#addRoute(topic, group.name);
    }
  }

  addResponder({ name, topics }: ResponderPlan): void {
    this.#found.clear();
    for (const { topic, schema, keySchema } of topics.values()) {
      this.#add(topic, { schema, keySchema, by: `${name} (@Topic('${topic}'))` });
    }
  }

  /**
   * The schema of a topic's values or keys; `undefined` where none is declared. Bytes say nothing of what is in them, and a
   * key that is text is the default: both count as none. Throws `KFW_SCHEMAS_DIFFER`.
   */
  of(topic: string, side: PayloadSide): Schema | undefined {
    let found = this.#found.get(topic);
    if (found === undefined) {
      found = this.#look(topic);
      this.#found.set(topic, found);
    }
    const schema = found[side];
    if (schema instanceof Error) throw schema;
    return schema;
  }

  #addRoute({ topic, pattern, schema, keySchema, consumer }: TopicPlan, group: string): void {
    const declaration = { schema, keySchema, by: `the route of "${topic}" in group ${group} (${consumer.name})` };
    if (pattern === undefined) this.#add(topic, declaration);
    else this.#patterns.push({ test: pattern.test, declaration });
  }

  #add(topic: string, declaration: Declaration): void {
    const known = this.#byTopic.get(topic);
    if (known === undefined) this.#byTopic.set(topic, [declaration]);
    else known.push(declaration);
  }

  #look(topic: string): Found {
    const ofPatterns = this.#patterns.filter(({ test }) => test(topic)).map(({ declaration }) => declaration);
    const declarations = [...(this.#byTopic.get(topic) ?? []), ...ofPatterns];
    if (declarations.length === 0) return nothing;
    const values = declarations.map(({ schema, by }) => ({ schema, by }));
    const keys = declarations.map(({ keySchema, by }) => ({ schema: keySchema, by }));
    return {
      value: commonSchema(topic, 'schema', values.filter(isDeclared)),
      key: commonSchema(
        topic,
        'keySchema',
        keys.filter((key) => isDeclared(key) && key.schema.format !== 'text'),
      ),
    };
  }
}

type NamedSchema = Pick<Declaration, 'schema' | 'by'>;

function commonSchema(
  topic: string,
  option: 'schema' | 'keySchema',
  declared: readonly NamedSchema[],
): Schema | Error | undefined {
  const [first, ...others] = declared;
  const other = others.find(({ schema }) => first !== undefined && !isSame(schema, first.schema));
  if (first === undefined || other === undefined) return first?.schema;
  const inWords = ({ schema, by }: NamedSchema) => `${schema.name} by ${by}`;
  return coreError('KFW_SCHEMAS_DIFFER', { topic, option, first: inWords(first), other: inWords(other) });
}

function isDeclared({ schema }: NamedSchema): boolean {
  return schema.format !== 'raw';
}

function isSame(one: Schema, other: Schema): boolean {
  if (one === other) return true;
  return one.format === other.format && JSON.stringify(one.definition) === JSON.stringify(other.definition);
}
