/**
 * The fenced blocks of a document. A comment on the line before a block says where its text comes from:
 * `<!-- from examples/config/routes.ts#tour -->`.
 */
export interface CodeBlock {
  /** The language after the opening fence: `ts`, `yaml`, `shell`. */
  readonly language: string;
  /** The text of the comment, if there is one. */
  readonly source: string | undefined;
  /** Without the fences, with its last line end. */
  readonly text: string;
  /** The line of the opening fence, counted from 1. */
  readonly line: number;
}

const block = /^(?:<!-- (.+?) -->\n)?```(\w*)\n([\s\S]*?)^```$/gm;

export function codeBlocksOf(text: string): CodeBlock[] {
  return [...text.matchAll(block)].map(({ 1: source, 2: language = '', 3: content = '', index }) => {
    const linesBefore = text.slice(0, index).split('\n').length - 1;
    return { language, source, text: content, line: linesBefore + (source === undefined ? 1 : 2) };
  });
}

/** The document with the text of each block replaced by what `textOf` says; `undefined` leaves a block as it is. */
export function withCodeBlocks(text: string, textOf: (source: string) => string | undefined): string {
  return text.replace(block, (whole, source: string | undefined, language: string) => {
    const current = source === undefined ? undefined : textOf(source);
    return current === undefined ? whole : `<!-- ${source} -->\n\`\`\`${language}\n${current}\`\`\``;
  });
}
