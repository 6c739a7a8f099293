/**
 * Finds what a misspelt name was probably meant to be. Distance is Levenshtein's; a name is near when at most a third
 * of it would have to change (and one letter always may), or when it goes on as it was begun (`user`, `username`), so
 * that a suggestion is rarely a surprise.
 */

export function nearestName(written: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const begun = written.length >= 3 && name.toLowerCase().startsWith(written.toLowerCase());
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(written.length, name.length) / 3));
    if ((begun || distance <= allowed) && distance < least) {
      nearest = name;
      least = distance;
    }
  }
  return nearest;
}

/** How many letters must be added, removed or replaced to make `to` out of `from`. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
