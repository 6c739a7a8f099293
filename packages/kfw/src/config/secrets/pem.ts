/**
 * Certificates and keys in PEM, given as text or as the path of a file. Messages say what a person can do and never
 * show the value: a key may be in the place of a path or a certificate.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';

export type PemPart = 'ca' | 'cert' | 'key';

const begin = /-----BEGIN ([A-Z0-9 ]{1,40})-----/;
const blocks = /-----BEGIN ([A-Z0-9 ]{1,40})-----[\s\S]*?-----END \1-----/g;

/** Whether a setting is PEM text, valid or not, and not the path of a file. */
export function isPem(value: string): boolean {
  return begin.test(value) || begin.test(decoded(value));
}

/** Only a path may be shown in an error: a value with line ends or as long as a key may be a key. */
export function isShownPath(value: string): boolean {
  return value.length <= 256 && !/[\r\n]/.test(value) && /^[./~\\]|^[a-z]:[\\/]|\.[a-z0-9]{1,5}$/i.test(value);
}

/** The mistake in the text, as the end of a sentence that begins with the name of the setting. */
export function mistakeInPem(part: PemPart, text: string, passphrase: string | undefined): string | undefined {
  return mistakeInForm(text) ?? mistakeInContent(part, text, passphrase);
}

function mistakeInForm(text: string): string | undefined {
  const trimmed = text.trim();
  if (!begin.test(trimmed)) {
    if (begin.test(decoded(trimmed))) return 'is PEM that was encoded in base64. Decode it, or give the path of a file';
    return 'holds no PEM: it has no line that begins with -----BEGIN';
  }
  if (/^(["'`])[\s\S]*\1$/.test(trimmed)) return 'is in quotes. Give the PEM without them';
  if (trimmed.includes('\\n')) return 'has \\n as text in place of line ends. Use real line ends';
  const found = [...trimmed.matchAll(blocks)];
  if (found.length === 0) return 'is cut off: the line that begins with -----END is missing';
  if (found.some(([block]) => !/-----\s*\r?\n/.test(block))) {
    return 'has lost its line ends: -----BEGIN and what follows must be on lines of their own';
  }
  const rest = trimmed.slice((found.at(-1)?.index ?? 0) + (found.at(-1)?.[0].length ?? 0));
  return begin.test(rest) ? 'is cut off: its last part has no line that begins with -----END' : undefined;
}

function mistakeInContent(part: PemPart, text: string, passphrase: string | undefined): string | undefined {
  const labels = [...text.matchAll(blocks)].map(([, label = '']) => label);
  const hasKey = labels.some((label) => label.endsWith('PRIVATE KEY'));
  const hasCertificate = labels.some((label) => label.endsWith('CERTIFICATE'));
  if (part === 'key') {
    if (!hasKey)
      return hasCertificate
        ? 'holds a certificate but no private key. Are key and cert swapped?'
        : noPart('private key');
    return mistakeInKey(text, passphrase);
  }
  if (!hasCertificate) {
    return hasKey ? 'holds a private key but no certificate. Are key and cert swapped?' : noPart('certificate');
  }
  const certificates = [...text.matchAll(blocks)].filter(([, label]) => label?.endsWith('CERTIFICATE'));
  return certificates.every(([block]) => isCertificate(block))
    ? undefined
    : 'holds a certificate that cannot be read. Is it whole?';
}

function noPart(what: string): string {
  return `holds PEM without a ${what}`;
}

function mistakeInKey(text: string, passphrase: string | undefined): string | undefined {
  try {
    createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) });
    return undefined;
  } catch (thrown) {
    const isEncrypted = /ENCRYPTED/.test(text);
    if (isEncrypted && passphrase === undefined) return 'is encrypted. Set the passphrase as well';
    if (isEncrypted) return 'cannot be decrypted. Is the passphrase right?';
    const { code } = thrown as { code?: unknown };
    return `holds a private key that cannot be read${typeof code === 'string' ? ` (${code})` : ''}. Is it whole?`;
  }
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).fingerprint256 !== '';
  } catch {
    return false;
  }
}

/** Whether the key belongs to the certificate; both must be valid. */
export function belongTogether(cert: string, key: string, passphrase: string | undefined): boolean {
  const own = createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) });
  return new X509Certificate(cert).checkPrivateKey(own);
}

/** The content of base64-encoded PEM; an empty text for anything else. */
function decoded(value: string): string {
  const compact = value.replace(/\s/g, '');
  return /^LS0t[A-Za-z0-9+/]+={0,2}$/.test(compact) ? Buffer.from(compact, 'base64').toString('latin1') : '';
}
