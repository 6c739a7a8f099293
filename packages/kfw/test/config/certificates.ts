/** Keys and certificates made for one test file, as people have them: PEM of openssl. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  readonly key: string;
  readonly cert: string;
  /** Of another pair. */
  readonly otherKey: string;
  readonly encryptedKey: string;
  readonly passphrase: string;
}

export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'kfw-certificates-'));
  try {
    const file = (name: string) => join(folder, name);
    const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('key.pem')];
    const subject = ['-subj', '/CN=localhost', '-days', '1'];
    execFileSync('openssl', ['req', '-x509', ...pair, ...subject, '-out', file('cert.pem')], { stdio: 'ignore' });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const passphrase = 'open sesame, please';
    return {
      key: readFileSync(file('key.pem'), 'utf8'),
      cert: readFileSync(file('cert.pem'), 'utf8'),
      otherKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      encryptedKey: String(privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })),
      passphrase,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
