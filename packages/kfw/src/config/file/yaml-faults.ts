/**
 * Messages for faults in a YAML file. The parser's own messages quote the file: a password that begins with `*` or
 * `!` is an alias or a tag to the parser, and its message would show it.
 */
import type { ErrorCode } from 'yaml';

const quoted = 'Put the value in quotes if it is text';

const words: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias (*) cannot have an anchor or a tag',
  BAD_ALIAS: `an alias (*) has no name, or no anchor (&) before it. ${quoted}`,
  BAD_COLLECTION_TYPE: `a tag (!) does not fit its value. ${quoted}`,
  BAD_DIRECTIVE: `a line begins with %, which is for directives. ${quoted}`,
  BAD_DQ_ESCAPE:
    'a backslash in double quotes is not an escape that YAML knows. Use single quotes, or double the backslash',
  BAD_INDENT: 'the indentation is wrong',
  BAD_PROP_ORDER: 'an anchor or a tag is in the wrong place',
  BAD_SCALAR_START: `a value begins with a character that YAML reserves. ${quoted}`,
  BLOCK_AS_IMPLICIT_KEY: `a mapping begins where a value is expected. ${quoted}: it may hold a colon`,
  BLOCK_IN_FLOW: 'a block cannot be inside brackets or braces',
  DUPLICATE_KEY: 'a key appears twice. Keep one',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'a key has more than 1,024 characters',
  MISSING_CHAR: 'a character is missing: a quote, a bracket, a comma, or the space after a colon',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines: the space after a colon may be missing',
  MULTIPLE_ANCHORS: 'a value has several anchors (&)',
  MULTIPLE_DOCS: 'the file holds several documents, separated by ---. Keep one',
  MULTIPLE_TAGS: `a value has several tags (!). ${quoted}`,
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab cannot indent. Use spaces',
  TAG_RESOLVE_FAILED: `a tag (!) is not known. ${quoted}`,
  UNEXPECTED_TOKEN: `something is in an unexpected place. ${quoted}`,
};

/** By the parser's code; an unknown code of a later version is still reported as a fault. */
export function faultMessage(code: string): string {
  return (words as Readonly<Record<string, string>>)[code] ?? words.IMPOSSIBLE;
}

/** For faults that appear only when values are built. */
export const mergeFault = 'a merged value (<<) is not a mapping, or an alias (*) refers to itself';
