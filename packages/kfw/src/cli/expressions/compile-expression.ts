/**
 * Compiles an expression of the command line (`--filter`, `--where`) into a predicate. It is the user's own code on the
 * user's own machine and runs as such; what it reads is data of others, which is never compiled.
 */
import { isPromise } from 'node:util/types';
import { compileFunction } from 'node:vm';
import { suggestName } from '@kfw/core';
import { cliError } from '../errors.js';
import { findAssignment } from './find-assignment.js';

export interface ExpressionOptions {
  /** The option, for errors: `--filter`. */
  readonly option: string;
  /** The fields of the message that are variables of their own; `message` is one as well. */
  readonly variables: readonly string[];
}

/**
 * A predicate over objects with these fields; a field that the expression does not name is not read, and one that throws
 * fails the expression only where it is used. Throws `KFW_EXPRESSION_INVALID` with the position. The predicate throws what
 * the expression throws, and `KFW_EXPRESSION_INVALID` for a variable that does not exist: that mistake is the same for
 * every message.
 */
export function compileExpression<M extends object>(
  source: string,
  { option, variables }: ExpressionOptions,
): (message: M) => boolean {
  const invalid = (reason: string) => cliError('KFW_EXPRESSION_INVALID', { option, source, reason, variables });
  if (source.trim() === '') throw invalid('it is empty.');
  try {
    // Text that closes one kind of bracket and opens it again compiles in that kind only: it is not one expression.
    compileFunction(`return (\n${source}\n);`, ['message'], { filename });
    compileFunction(`return [\n${source}\n];`, ['message'], { filename });
  } catch (thrown) {
    throw invalid(describeSyntax(thrown, source));
  }
  const assigned = findAssignment(source, [...variables, 'message']);
  if (assigned !== undefined) {
    throw invalid(`\`${assigned} =\` assigns, which a condition cannot do. Compare with === instead.`);
  }
  const run = compiled<M>(source, variables);
  return (message) => {
    try {
      const result = run(message);
      if (isPromise(result)) throw invalid('its value is a promise.');
      return Boolean(result);
    } catch (thrown) {
      const unknown = unknownVariable(thrown);
      if (unknown === undefined) throw thrown;
      const meant = suggestName(unknown, [...variables, 'message']);
      throw invalid(`there is no ${unknown}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`);
    }
  };
}

const filename = 'expression';

/**
 * The variables are constants, which is fast. A message of which one of them cannot be read is given to a slower function
 * that reads each where it is used.
 */
function compiled<M extends object>(source: string, variables: readonly string[]): (message: M) => unknown {
  const used = variables.filter((name) => new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(source));
  const lines = [
    `'use strict';`,
    ...used.map((name) => `let $${name};`),
    `try { ${used.map((name) => `$${name} = message.${name};`).join(' ')} } catch { return $lazily(message); }`,
    ...used.map((name) => `const ${name} = $${name};`),
    `return (\n${source}\n);`,
  ];
  const fast = compileFunction(lines.join(' '), ['message', '$lazily'], { filename });
  const lazy = compileFunction(`with ($scope) return (\n${source}\n);`, ['$scope'], { filename });
  const lazily = (message: M): unknown => lazy(scopeOf(message, used));
  return (message) => fast(message, lazily) as unknown;
}

function scopeOf(message: object, names: readonly string[]): object {
  const scope = Object.create(null, { message: { value: message } }) as object;
  for (const name of names) Object.defineProperty(scope, name, { get: () => Reflect.get(message, name) as unknown });
  return scope;
}

/** V8 puts the place and a caret under it before the message; the expression begins on the second line. */
function describeSyntax(thrown: unknown, source: string): string {
  const { message, stack = '' } = thrown as Error;
  const [, line, caret] = /^expression:(\d+)\n.*\n( *)\^/.exec(stack) ?? [];
  const lines = source.split('\n');
  const text = lines[Number(line) - 2];
  if (line === undefined || caret === undefined || text === undefined) return 'it ends too early.';
  const column = `column ${caret.length + 1}`;
  const where = lines.length > 1 ? `line ${Number(line) - 1}, ${column}` : column;
  return `${message} at ${where}.\n  ${text}\n  ${caret}^`;
}

/** V8's message is the only place that has the name. */
function unknownVariable(thrown: unknown): string | undefined {
  const { name, message } = (thrown ?? {}) as { name?: unknown; message?: unknown };
  if (name !== 'ReferenceError' || typeof message !== 'string') return undefined;
  return /^(\S+) is not defined$/.exec(message)?.[1];
}
