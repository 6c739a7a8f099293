/** Removes credentials from addresses, which may contain a user and a password (`kafka://user:pass@host:9092`). */

/** The text without the part between `//` (or the start of an entry) and an `@`. */
export function withoutCredentials(address: string): string {
  return address
    .split(',')
    .map((entry) => entry.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1'))
    .join(',');
}
