/**
 * Makes foreign text printable in an error: bounded, on one line, and without the request's credentials, which a server
 * may repeat.
 */
const longest = 2_000;

export function printable(text: string, secrets: readonly string[]): string {
  let shown = text.slice(0, 4 * longest);
  for (const secret of secrets) shown = shown.replaceAll(secret, '[secret]');
  const line = shown.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
