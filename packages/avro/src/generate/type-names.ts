/**
 * The TypeScript names of Avro types: the short name, unless two types of a module share it or it already has a
 * meaning; then the namespace is put before it.
 */
import { namespaceOf, shortName } from '../schema/avro-type.js';

const taken = new Set(
  `any arguments as asserts async avro await bigint boolean break Buffer case catch class const continue Date debugger
  default delete do else enum eval export extends false finally for function globalThis if implements import in infer
  instanceof interface keyof let never new null number object package private protected public readonly Record return
  static string super switch symbol this throw true try type typeof undefined unique unknown var void while with
  yield`.split(/\s+/),
);

/** Full name → name in the module. Names are assigned in order, so the first gets its short name. */
export function nameTypes(fullNames: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  const used = new Set(taken);
  for (const fullName of fullNames) {
    const name = candidates(fullName).find((candidate) => !used.has(candidate)) ?? numbered(fullName, used);
    used.add(name);
    names.set(fullName, name);
  }
  return names;
}

/** `com.shop.Address` → `Address`, `ShopAddress`, `ComShopAddress`. */
function candidates(fullName: string): string[] {
  const spaces = namespaceOf(fullName).split('.').filter(Boolean).map(capitalized);
  const prefixes = spaces.map((_, index) => spaces.slice(spaces.length - index - 1).join(''));
  const short = shortName(fullName);
  return [short, ...prefixes.map((prefix) => prefix + capitalized(short))];
}

function numbered(fullName: string, used: ReadonlySet<string>): string {
  const name = capitalized(shortName(fullName));
  let number = 2;
  while (used.has(`${name}${number}`)) number++;
  return `${name}${number}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
