/** The messages that `--key`, `--header` and `--filter` select, as one predicate. */
import type { RawHeaders, RawRecord } from '@kfw/core';
import type { TopicMessage } from '@kfw/operating';
import { cliError } from '../errors.js';
import { compileExpression } from '../expressions/compile-expression.js';
import { jsonValue } from '../rendering/json-value.js';

export interface FilterOptions {
  readonly key?: string;
  /** `NAME=VALUE` each. */
  readonly header?: readonly string[];
  readonly filter?: string;
}

type Predicate = (message: TopicMessage) => boolean;

/** The variables of an expression over a message. */
export const messageVariables = ['payload', 'key', 'headers', 'timestamp', 'partition', 'offset', 'topic'];

/** `undefined` when every message is selected. Cheap conditions come first. Throws `KFW_OPTION_INVALID`, `KFW_EXPRESSION_INVALID`. */
export function messageFilter({ key, header = [], filter }: FilterOptions): Predicate | undefined {
  const all: Predicate[] = header.map(byHeader);
  if (key !== undefined) all.unshift(byKey(key));
  if (filter !== undefined) {
    all.push(compileExpression<TopicMessage>(filter, { option: '--filter', variables: messageVariables }));
  }
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return first;
  return (message) => all.every((matches) => matches(message));
}

/** The bytes of the key, or what it is as JSON when it is decoded to something other than text. */
function byKey(given: string): Predicate {
  const bytes = Buffer.from(given);
  return (message) => {
    const { key } = message.record;
    if (key === null) return false;
    if (key.equals(bytes)) return true;
    const decoded = message.key;
    return typeof decoded !== 'string' && JSON.stringify(jsonValue(decoded)) === given;
  };
}

function byHeader(given: string): Predicate {
  const at = given.indexOf('=');
  if (at < 1) throw cliError('KFW_OPTION_INVALID', { option: '--header', expected: 'NAME=VALUE', given });
  const name = given.slice(0, at);
  const bytes = Buffer.from(given.slice(at + 1));
  return ({ record }) => valuesOf(record, name).some((value) => value?.equals(bytes));
}

/** A header may have been sent repeatedly. */
function valuesOf({ headers }: RawRecord, name: string): readonly (Buffer | null)[] {
  if (!Object.hasOwn(headers, name)) return [];
  const sent: RawHeaders[string] | undefined = headers[name];
  if (sent === undefined) return [];
  return Buffer.isBuffer(sent) || sent === null ? [sent] : sent;
}
