/** The names of the fields of a JSON object as they are written, repetitions included: `JSON.parse` keeps the last only. */

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const colon = 0x3a;

/** @param text valid JSON of an object */
export function topLevelNames(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let stringFrom = 0;
  let stringTo = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        stringFrom = at;
        at = endOfString(text, at);
        stringTo = at + 1;
        break;
      case openBrace:
      case openBracket:
        depth++;
        break;
      case closeBrace:
      case closeBracket:
        depth--;
        break;
      case colon:
        if (depth === 1) names.push(JSON.parse(text.slice(stringFrom, stringTo)) as string);
        break;
    }
  }
  return names;
}

/** The index of the quote that ends it. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}
