/**
 * The paths of values that are not logged, in the notation of pino: `user.email`, `*.token`, `users[*].email`,
 * `headers["x.y"]`. `*` stands for every key of one object, or every item of one list.
 */

/** Stands for every key at its place. */
export const everyKey = Symbol('*');

export type RedactPath = readonly (string | typeof everyKey)[];

export const redactPathForm = 'user.email, *.token or headers["x.y"]';

/** Values are logged to this depth. */
const longestPath = 12;
/** Each of them multiplies the places that are looked at. */
const mostWildcards = 3;
const longestText = 500;

/** A key after a dot, or in brackets: `.email`, `.*`, `[0]`, `[*]`, `["x.y"]`. */
const part = /\.(?:(\*)|([^\s.*[\]"'`]+))|\[(?:(\*)|(\d+)|"([^"\\]+)"|'([^'\\]+)')\]/gy;

/** `undefined` for a path of another form, with more than 3 `*`, or longer than 12 keys. */
export function parseRedactPath(text: string): RedactPath | undefined {
  if (text.length > longestText) return undefined;
  const rest = text.startsWith('[') ? text : `.${text}`;
  const path: (string | typeof everyKey)[] = [];
  let end = 0;
  for (const found of rest.matchAll(part)) {
    const [whole, anyName, name, anyItem, ...others] = found;
    const key = name ?? others.find((other) => other !== undefined) ?? '';
    path.push(anyName !== undefined || anyItem !== undefined ? everyKey : key);
    end = found.index + whole.length;
  }
  const wildcards = path.filter((key) => key === everyKey).length;
  const isWhole = end === rest.length && path.length > 0;
  return isWhole && path.length <= longestPath && wildcards <= mostWildcards ? path : undefined;
}
