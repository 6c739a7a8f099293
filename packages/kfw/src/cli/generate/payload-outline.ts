/** The description of a payload in generated files: its type, a sample, and the key of its messages. */
import type { SchemaOutline } from '@kfw/avro';
import type { GeneratedNames } from './generated-names.js';

export interface PayloadOutline {
  /** The name of the payload's type and, with Avro, of its schema. */
  readonly type: string;
  /**
   * The name of its module in app/schemas, without the ending; `undefined` for JSON, whose type is in the class's file.
   */
  readonly module: string | undefined;
  /** As TypeScript, as `SchemaOutline` says. */
  sample(indent: number, before: number): string;
  /** The expression for a message's key, given the name that the payload has; `undefined` when no field is an id. */
  key(payload: string): string | undefined;
}

export function avroPayload({ name, module, sample, id }: SchemaOutline): PayloadOutline {
  return {
    type: name,
    module,
    sample,
    key(payload) {
      if (id === undefined) return undefined;
      const value = [payload, ...id.path].join('.');
      return id.isText ? value : `String(${value})`;
    },
  };
}

/** The payload in schema.avsc.tpl. */
export function newAvroPayload({ pascal, kebab, snake }: GeneratedNames): PayloadOutline {
  return {
    type: pascal,
    module: kebab,
    sample: () => `{ eventName: '${snake.replace(/_event$/, '')}_created', payload: { id: 1 } }`,
    key: (payload) => `String(${payload}.payload.id)`,
  };
}

/** The payload in the templates for JSON. */
export function jsonPayload(type: string): PayloadOutline {
  return { type, module: undefined, sample: () => '{ id: 1 }', key: (payload) => `String(${payload}.id)` };
}
