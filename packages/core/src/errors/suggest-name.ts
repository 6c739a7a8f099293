import { distance } from 'fastest-levenshtein';

/**
 * What a misspelt name was probably meant to be. A name is near when at most a third of it would have to change (and
 * one letter always may), or when it begins with the written name (`user`, `username`), so that a suggestion is rarely a
 * surprise. Two neighbours that changed places count as one
 * change. `undefined` when none is near.
 */
export function suggestName(written: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const begun = written.length >= 3 && name.toLowerCase().startsWith(written.toLowerCase());
    const edits = isSwap(written.toLowerCase(), name.toLowerCase())
      ? 1
      : distance(written.toLowerCase(), name.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(written.length, name.length) / 3));
    if ((begun || edits <= allowed) && edits < least) {
      best = name;
      least = edits;
    }
  }
  return best;
}

function isSwap(one: string, other: string): boolean {
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  const swapped = `${one.slice(0, at)}${one[at + 1]}${one[at]}${one.slice(at + 2)}`;
  return at >= 0 && at + 1 < one.length && swapped === other;
}
