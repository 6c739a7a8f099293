/** Mistakes in certificates and keys are explained without showing a byte of the value. */
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../src/config/load-config.js';
import { makeCertificates } from '../certificates.js';

const { key, cert, otherKey, encryptedKey, passphrase } = makeCertificates();
const base64 = (text: string) => Buffer.from(text).toString('base64');
const bodies = [key, otherKey, encryptedKey].flatMap((pem) =>
  pem.split('\n').filter((line) => /^[\w+/=]{20,}$/.test(line)),
);

/** The lines of the mistakes; none when it is taken. */
function told(given: { key?: string; cert?: string; ca?: string; passphrase?: string }): string[] {
  const yaml = { brokers: 'kafka.example.com:9093', clientId: 'shop', tls: given };
  try {
    loadConfig({
      root: '/nowhere',
      env: { ...variablesOf(yaml.tls), KFW_BROKERS: yaml.brokers, KFW_CLIENT_ID: 'shop' },
    });
    return [];
  } catch (error) {
    const { message } = error as Error;
    for (const body of bodies) {
      expect(message).not.toContain(body);
      expect(message).not.toContain(base64(body).slice(4, 24));
    }
    return message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

function variablesOf({ key: ofKey, cert: ofCert, ca }: { key?: string; cert?: string; ca?: string }) {
  return {
    ...(ofKey !== undefined && { KFW_TLS_KEY: ofKey }),
    ...(ofCert !== undefined && { KFW_TLS_CERT: ofCert }),
    ...(ca !== undefined && { KFW_TLS_CA: ca }),
  };
}

describe('a private key', () => {
  const aKey = (given: string) => told({ key: given, cert });

  it.each([
    ['as it is', key],
    [
      'with the attributes that openssl writes before it',
      `Bag Attributes\n    friendlyName: client\nKey Attributes: <No Attributes>\n${key}`,
    ],
    ['with line ends of Windows', key.replaceAll('\n', '\r\n')],
    ['with blank lines around it', `\n\n${key}\n\n`],
    ['with its certificate behind it', `${key}${cert}`],
  ])('is taken %s', (_how, given) => {
    expect(aKey(given)).toEqual([]);
  });

  it.each([
    ['in quotes', `"${key}"`, 'is in quotes. Give the PEM without them.'],
    ['in single quotes', `'${key.trim()}'`, 'is in quotes. Give the PEM without them.'],
    ['in base64', base64(key), 'is PEM that was encoded in base64. Decode it, or give the path of a file.'],
    [
      'in base64 with line ends',
      base64(key).replace(/.{64}/g, '$&\n'),
      'is PEM that was encoded in base64. Decode it, or give the path of a file.',
    ],
    [
      'with \\n written out',
      key.trim().replaceAll('\n', '\\n'),
      'has \\n as text in place of line ends. Use real line ends.',
    ],
    [
      'with spaces for line ends',
      key.trim().replaceAll('\n', ' '),
      'has lost its line ends: -----BEGIN and what follows must be on lines of their own.',
    ],
    [
      'without any line ends',
      key.replaceAll('\n', ''),
      'has lost its line ends: -----BEGIN and what follows must be on lines of their own.',
    ],
    ['cut off at its end', key.slice(0, -40), 'is cut off: the line that begins with -----END is missing.'],
    [
      'cut off in its middle',
      key.replace(/\n.{20}/, '\n'),
      expect.stringMatching(/^holds a private key that cannot be read.*\. Is it whole\?$/),
    ],
    ['that is a certificate', cert, 'holds a certificate but no private key. Are key and cert swapped?'],
    ['of another certificate', otherKey, 'is not the key of cert. Give the two that were made together.'],
    ['that is encrypted', encryptedKey, 'is encrypted. Set the passphrase as well.'],
    [
      'without its frame',
      key.split('\n').slice(1, -2).join(''),
      'there is no file: give the path of a file, or PEM text, which begins with -----BEGIN.',
    ],
    [
      'that is not a key',
      'open sesame',
      'there is no file: give the path of a file, or PEM text, which begins with -----BEGIN.',
    ],
  ])('%s is a mistake in words', (_how, given, words) => {
    const [line = '', ...others] = aKey(given);
    expect(others).toEqual([]);
    expect(line.replace(/^KFW_TLS_KEY: /, '')).toEqual(words);
  });
});

describe('a certificate', () => {
  it('that is a key is a mistake of both when they are swapped', () => {
    expect(told({ key: cert, cert: key })).toEqual(
      [
        'KFW_TLS_CERT: holds a private key but no certificate. Are key and cert swapped?.',
        'KFW_TLS_KEY: holds a certificate but no private key. Are key and cert swapped?.',
      ].map((line) => line.replace('?.', '?')),
    );
  });

  it('of an authority that is a private key is a mistake', () => {
    expect(told({ ca: key })).toEqual([
      'KFW_TLS_CA: holds a private key but no certificate. Are key and cert swapped?',
    ]);
  });

  it('that is not a certificate inside is a mistake', () => {
    const broken = cert.replace(/\n[\w+/]{30}/, '\nAAAA');
    expect(told({ ca: broken })).toEqual(['KFW_TLS_CA: holds a certificate that cannot be read. Is it whole?']);
  });

  it('of several authorities is taken, and the path of one is shown when it is missing', () => {
    expect(told({ ca: `${cert}${cert}` })).toEqual([]);
    expect(told({ ca: 'config/ca.pem' })).toEqual(['KFW_TLS_CA: there is no file /nowhere/config/ca.pem.']);
  });
});

it('a passphrase that is wrong is a mistake', () => {
  const given = (words: string) => () =>
    loadConfig({
      root: '/nowhere',
      env: {
        KFW_BROKERS: 'a:1',
        KFW_CLIENT_ID: 'shop',
        KFW_TLS_KEY: encryptedKey,
        KFW_TLS_CERT: cert,
        KFW_TLS_PASSPHRASE: words,
      },
    });
  expect(given('wrong')).toThrow(/cannot be decrypted\. Is the passphrase right\?/);
  expect(given(passphrase)).toThrow(/is not the key of cert/);
});
