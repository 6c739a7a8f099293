/** Addresses may be written with a user and a password in them (`kafka://user:pass@host:9092`). They print without. */

/** The text without anything that stands between `//` (or the start of an entry) and an `@`. */
export function withoutCredentials(address: string): string {
  return address
    .split(',')
    .map((entry) => entry.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1'))
    .join(',');
}
