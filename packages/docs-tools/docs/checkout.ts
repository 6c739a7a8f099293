/** The folder of this checkout, and its documents. */
import path from 'node:path';
import { type Document, readDocuments } from '../src/docs/documents.js';

export const checkout = path.resolve(__dirname, '../../..');

export const documents: readonly Document[] = readDocuments(checkout);

/** The text of one document, such as `docs/reference/events.md`. */
export function documentText(file: string): string {
  const document = documents.find((candidate) => candidate.file === file);
  if (document === undefined) throw new Error(`there is no ${file}`);
  return document.text;
}
