/**
 * Which files a generator writes, by convention. A consumer or responder without a schema takes JSON; one with a
 * schema takes the type that is generated from it.
 */
import { cliError } from '../errors.js';
import { type Names, namesOf, schemaNameFor, topicNameOf } from './names.js';
import type { PlannedFile } from './planned-file.js';

export type Kind = 'consumer' | 'responder' | 'schema' | 'topic';

export interface PlanRequest {
  readonly kind: Kind;
  readonly name: string;
  /** The schema's name, when it was said. */
  readonly schema?: string | undefined;
  /** Whether app/schemas holds the `.avsc` of a schema. */
  readonly hasSchema: (snake: string) => boolean;
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  /** What config/routes.ts needs to reach the new consumer. */
  readonly route: readonly string[];
}

interface HandlerNames extends Names {
  readonly topic: string;
}

/** Throws `KFW_SCHEMA_FILE_MISSING` when the schema that was named is not there. */
export function planFiles({ kind, name, schema: given, hasSchema }: PlanRequest): Plan {
  if (kind === 'schema') return { files: [schemaFile(namesOf(name))], route: [] };
  const handler = kind === 'topic' ? undefined : kind;
  const names: HandlerNames = { ...namesOf(name, handler), topic: topicNameOf(name, handler) };
  const schema = namesOf(given ?? schemaNameFor(names));
  if (kind === 'topic') {
    const files = [handlerFile('consumer', names, schema), handlerFile('responder', names, schema)];
    return {
      files: hasSchema(schema.snake) ? files : [schemaFile(schema), ...files],
      route: routeLines(names),
    };
  }
  if (given !== undefined && !hasSchema(schema.snake)) {
    throw cliError('KFW_SCHEMA_FILE_MISSING', { file: schemaPath(schema), schema: schema.snake });
  }
  const typed = hasSchema(schema.snake) ? schema : undefined;
  return {
    files: [handlerFile(kind, names, typed)],
    route: kind === 'consumer' ? routeLines(names) : [],
  };
}

function schemaPath({ snake }: Names): string {
  return `app/schemas/${snake}.avsc`;
}

function schemaFile(names: Names): PlannedFile {
  return {
    file: schemaPath(names),
    template: 'schema.avsc.tpl',
    values: { schemaClass: names.pascal, payloadClass: `${names.pascal.replace(/Event$/, '')}Payload` },
  };
}

function handlerFile(kind: 'consumer' | 'responder', names: HandlerNames, schema: Names | undefined): PlannedFile {
  const { topic } = names;
  const values = { topic, topicKey: isPropertyName(topic) ? topic : `'${topic}'`, className: names.pascal };
  const file = `app/${kind}s/${names.kebab}-${kind}.ts`;
  if (schema === undefined) return { file, template: `${kind}.json.ts.tpl`, values };
  return {
    file,
    template: `${kind}.ts.tpl`,
    values: { ...values, schemaClass: schema.pascal, schemaFile: schema.kebab },
  };
}

/** The consumer's `@Payload` says which schema it takes, so the route does not. */
function routeLines({ pascal, kebab, topic }: HandlerNames): string[] {
  const consumer = `${pascal}Consumer`;
  return [
    `import { ${consumer} } from '../app/consumers/${kebab}-consumer.js';`,
    `group.topic('${topic}', { consumer: ${consumer} });`,
  ];
}

/** Whether it may stand before a colon without quotes. */
function isPropertyName(topic: string): boolean {
  return /^[A-Za-z_]\w*$/.test(topic);
}
