/**
 * The files that a generator writes, by convention. A consumer or responder without a schema takes JSON; one with a
 * schema takes the type generated from it.
 */
import { cliError } from '../errors.js';
import type { AppConventions, HandlerKind } from './app-conventions.js';
import { type GeneratedNames, namesOf, schemaNameFor, topicNameOf } from './generated-names.js';
import { jsonPayload, newAvroPayload, type PayloadOutline } from './payload-outline.js';
import type { PlannedFile } from './planned-file.js';

export type GeneratorKind = HandlerKind | 'schema' | 'topic';

export interface FilePlanRequest {
  readonly kind: GeneratorKind;
  readonly name: string;
  /** The schema's name, if given. */
  readonly schema?: string | undefined;
  /** The payload of the `.avsc` in app/schemas whose module has this name; `undefined` without one. */
  readonly payloadOf: (module: string) => PayloadOutline | undefined;
  readonly conventions: AppConventions;
}

export interface FilePlan {
  readonly files: readonly PlannedFile[];
  /** The lines that config/routes.ts needs for the new consumer. */
  readonly route: readonly string[];
}

interface HandlerNames extends GeneratedNames {
  readonly topic: string;
}

/** Throws `KFW_SCHEMA_FILE_MISSING` when the schema that was named is not there. */
export function planFiles({ kind, name, schema: given, payloadOf, conventions }: FilePlanRequest): FilePlan {
  if (kind === 'schema') return { files: [schemaFile(namesOf(name))], route: [] };
  const handler = kind === 'topic' ? undefined : kind;
  const names: HandlerNames = { ...namesOf(name, handler), topic: topicNameOf(name, handler) };
  const schema = namesOf(given ?? schemaNameFor(names));
  const there = payloadOf(schema.kebab);
  if (kind === 'topic') {
    const payload = there ?? newAvroPayload(schema);
    const handlers = (['consumer', 'responder'] as const).flatMap((one) =>
      handlerFiles(one, names, payload, conventions),
    );
    return { files: there ? handlers : [schemaFile(schema), ...handlers], route: routeLines(names) };
  }
  if (given !== undefined && there === undefined) {
    throw cliError('KFW_SCHEMA_FILE_MISSING', { file: schemaPath(schema), schema: schema.snake });
  }
  const payload = there ?? jsonPayload(`${names.pascal}${kind === 'consumer' ? 'Payload' : 'Message'}`);
  return {
    files: handlerFiles(kind, names, payload, conventions),
    route: kind === 'consumer' ? routeLines(names) : [],
  };
}

function schemaPath({ snake }: GeneratedNames): string {
  return `app/schemas/${snake}.avsc`;
}

function schemaFile(names: GeneratedNames): PlannedFile {
  return {
    file: schemaPath(names),
    template: 'schema.avsc.tpl',
    values: { schemaClass: names.pascal, payloadClass: `${names.pascal.replace(/Event$/, '')}Payload` },
  };
}

/** The class, and its test if the app has the packages that a test imports. */
function handlerFiles(
  kind: HandlerKind,
  names: HandlerNames,
  payload: PayloadOutline,
  { hasBase, hasTests }: AppConventions,
): PlannedFile[] {
  const { topic, pascal: className, kebab } = names;
  const format = payload.module === undefined ? 'json.' : '';
  const base = kind === 'consumer' ? 'Consumer' : 'Responder';
  const input = payload.module === undefined ? 'message' : 'event';
  const key = payload.key(input);
  const values = {
    topic,
    topicKey: isPropertyName(topic) ? topic : `'${topic}'`,
    className,
    schemaClass: payload.type,
    schemaFile: payload.module ?? '',
    base: hasBase[kind] ? `Application${base}` : base,
    importBase: hasBase[kind] ? `import { Application${base} } from './application-${kind}.js';\n` : '',
    kfwBase: hasBase[kind] ? '' : `${base}, `,
    key: key === undefined ? '' : `, { key: ${key} }`,
    keyNote: key === undefined ? noKey : '',
  };
  const file = `app/${kind}s/${kebab}-${kind}.ts`;
  const handler = { file, template: `${kind}.${format}ts.tpl`, values };
  return hasTests ? [handler, testFile(kind, names, payload)] : [handler];
}

const noKey =
  '    // No field of it is an id: messages that share a key, { key: … }, keep their order; those without one do not.\n';

function testFile(kind: HandlerKind, { topic, pascal, kebab }: HandlerNames, payload: PayloadOutline): PlannedFile {
  const key = payload.key('payload');
  const options = key === undefined ? '' : `, { key: ${key} }`;
  const typed = payload.module !== undefined;
  return {
    file: `test/${kebab}-${kind}.test.ts`,
    template: `${kind}.test.ts.tpl`,
    values: {
      topic,
      className: pascal,
      file: `${kebab}-${kind}`,
      importSchema: typed ? `import type { ${payload.type} } from '../app/schemas/${payload.module}.js';\n` : '',
      annotation: typed ? `: ${payload.type}` : '',
      sample: payload.sample(4, `const payload: ${typed ? payload.type : ''} = ;`.length),
      deliverOptions: options,
      sentKey: key === undefined ? '' : `key: ${key}, `,
    },
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

/** Whether it is valid before a colon without quotes. */
function isPropertyName(topic: string): boolean {
  return /^[A-Za-z_]\w*$/.test(topic);
}
