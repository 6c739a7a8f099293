/** The table of banned phrases in docs/contributing/style.md, between two comments, from the list that the test holds. */
import { bannedPhrases } from './style-phrases.js';

const table = /^(<!-- phrases -->\n)[\s\S]*?^(<!-- end of phrases -->)$/gm;

export function withPhraseTable(text: string): string {
  return text.replace(table, (_whole, start: string, end: string) => {
    const rows = bannedPhrases.map(({ name, instead }) => `| ${name} | ${instead} |`);
    return [start, '| Phrase | Instead |', '|---|---|', ...rows, '', end].join('\n');
  });
}
