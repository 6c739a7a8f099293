/**
 * Finds an assignment to a variable of an expression: `payload.id = 5` instead of `===` would be true for every message.
 * It looks at the text only, past strings and regular expressions, and misses what is built in unusual ways.
 */

/** Strings, templates, and regular expressions where a value may begin. */
const literals =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|(?<=^|[(,=:[!&|?{};<>+*%~^-]\s*)\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\]|\\.)*\])+\//g;

/** What is assigned to, as it is written; `undefined` when nothing is. */
export function findAssignment(source: string, variables: readonly string[]): string | undefined {
  const code = source.replace(literals, (literal) => ' '.repeat(literal.length));
  const target = `(?<![\\w$.])(?:${variables.join('|')})(?:\\s*\\??\\.\\s*[\\w$]+|\\s*\\[[^\\]]*\\])*`;
  const assignment = new RegExp(`(${target})\\s*(?:[-+*/%&|^]|\\*\\*|<<|>>>?|&&|\\|\\||\\?\\?)?=(?![=>])`).exec(code);
  if (assignment === null) return undefined;
  const [, found = ''] = assignment;
  return source.slice(assignment.index, assignment.index + found.length);
}
