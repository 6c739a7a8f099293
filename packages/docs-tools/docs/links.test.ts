/** Every relative link of a document leads to a file and heading that exist, and every source file that it names exists. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkout, documents } from './checkout.js';

const inLine = /\[[^\]]*\]\(([^)\s]+)\)/g;

function linksOf(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(inLine)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** As GitHub names headings: lower case, without punctuation, spaces as dashes. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return headings.map((heading) => heading.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

describe.each(documents)('the links of $file', ({ file, text }) => {
  it('lead to files and headings that exist', () => {
    const dead = linksOf(text).filter((target) => {
      const [page = '', anchor] = target.split('#');
      const linked = page === '' ? file : path.posix.join(path.posix.dirname(file), page);
      if (!existsSync(path.join(checkout, linked))) return true;
      if (anchor === undefined) return false;
      return !anchorsOf(documents.find((document) => document.file === linked)?.text ?? '').includes(anchor);
    });
    expect(dead).toEqual([]);
  });
});

const filesNamed = /`(packages\/[a-z\d./-]+)`/g;

describe.each(documents.filter(({ file }) => file !== 'CHANGELOG.md'))('the files that $file names', ({ text }) => {
  it('exist', () => {
    const named = [...text.matchAll(filesNamed)].map(([, name = '']) => name);
    expect(named.filter((name) => !existsSync(path.join(checkout, name)))).toEqual([]);
  });
});

describe('the documents', () => {
  /** The documents that a document links, as files of the checkout. */
  function linkedFrom(file: string): string[] {
    const text = documents.find((document) => document.file === file)?.text ?? '';
    return linksOf(text).map((target) => path.posix.join(path.posix.dirname(file), target.split('#')[0] ?? ''));
  }
  const inDocs = documents.map(({ file }) => file).filter((file) => file.startsWith('docs/'));

  it('for users are all linked from the README', () => {
    const linked = linkedFrom('README.md');
    const forUsers = inDocs.filter((file) => !file.startsWith('docs/contributing/'));
    expect(forUsers.filter((file) => !linked.includes(file))).toEqual([]);
  });

  it('for contributors are all reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const file of reached) for (const linked of linkedFrom(file)) if (linked.endsWith('.md')) reached.add(linked);
    expect(inDocs.filter((file) => !reached.has(file))).toEqual([]);
  });
});
