/**
 * The prose of a document, wrapped at 120 columns: paragraphs and list items. Code, tables, headings and comments stay as
 * they are. A code span is never divided, and no line begins with a word that Markdown reads as a list or a heading.
 */
const width = 120;

const fence = /^\s*```/;
const kept = /^(?:\||#|<!--|>|\[[^\]]+\]: )/;
const item = /^(\s*(?:[-*]|\d+\.)\s+)(.*)$/;
const marker = /^(?:[-+*>|]|#+|\d+[.)])$/;

interface Block {
  readonly first: string;
  readonly rest: string;
  readonly lines: string[];
}

export function wrapProse(text: string): string {
  const wrapped: string[] = [];
  let block: Block | undefined;
  let inCode = false;

  function flush(): void {
    if (block !== undefined) wrapped.push(...wrapBlock(block));
    block = undefined;
  }

  for (const line of text.split('\n')) {
    if (fence.test(line)) inCode = !inCode;
    if (inCode || fence.test(line) || line.trim() === '' || kept.test(line)) {
      flush();
      wrapped.push(line);
      continue;
    }
    const [, bullet, content = ''] = item.exec(line) ?? [];
    if (bullet !== undefined) {
      flush();
      block = { first: bullet, rest: ' '.repeat(bullet.length), lines: [content] };
    } else if (block === undefined) {
      const indent = line.slice(0, line.length - line.trimStart().length);
      block = { first: indent, rest: indent, lines: [line.trim()] };
    } else {
      block.lines.push(line.trim());
    }
  }
  flush();
  return wrapped.join('\n');
}

function wrapBlock({ first, rest, lines }: Block): string[] {
  const wrapped: string[] = [];
  let line = '';
  for (const word of wordsOf(lines.join(' '))) {
    const indent = wrapped.length === 0 ? first : rest;
    const longer = line === '' ? indent + word : `${line} ${word}`;
    if (line === '' || longer.length <= width || marker.test(word)) {
      line = longer;
      continue;
    }
    wrapped.push(line);
    line = rest + word;
  }
  return [...wrapped, line];
}

/** Divided at white space, but not within a code span. */
function wordsOf(text: string): string[] {
  return text.match(/(?:`[^`]*`|[^\s`]|`)+/g) ?? [];
}
