/**
 * A cache of header names as bytes. An app has a handful of them and sends them with every record: each is encoded
 * once.
 */
const cached = new Map<string, Buffer>();
/** Generated names (ids in names) must not fill the memory. */
const maxCached = 1_000;

export function headerName(name: string): Buffer {
  const found = cached.get(name);
  if (found !== undefined) return found;
  const bytes = Buffer.from(name);
  if (cached.size < maxCached) cached.set(name, bytes);
  return bytes;
}
