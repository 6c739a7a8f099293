import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ScramExchange, scramSecret } from '../../src/server/scram.js';

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A client's response to the server's first message, with `nonce` in it. */
function clientFinal(password: string, clientFirst: string, serverFirst: string, nonce: string): string {
  const [, salt = '', rounds = ''] = /s=([^,]+),i=(\d+)/.exec(serverFirst) ?? [];
  const clientKey = hmac(pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256'), 'Client Key');
  const unproved = `c=biws,r=${nonce}`;
  const signed = `${clientFirst},${serverFirst},${unproved}`;
  const signature = hmac(createHash('sha256').update(clientKey).digest(), signed);
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
  return `${unproved},p=${proof.toString('base64')}`;
}

const secret = scramSecret('sha256', 'secret');

/** The server's last message, for a client that sends back `nonceOf` of the server's first. */
function exchange(
  password: string,
  nonceOf: (serverNonce: string) => string,
): [string | undefined, string | undefined] {
  const server = new ScramExchange('sha256', (user) => (user === 'a,b=c' ? secret : undefined));
  const clientFirst = 'n=a=2Cb=3Dc,r=mine';
  const serverFirst = server.step(`n,,${clientFirst}`) ?? '';
  const [, serverNonce = ''] = /^r=([^,]+),/.exec(serverFirst) ?? [];
  expect(serverNonce).toMatch(/^mine.{20,}/);
  return [server.step(clientFinal(password, clientFirst, serverFirst, nonceOf(serverNonce))), server.user];
}

describe('SCRAM', () => {
  it('accepts a proof of the password', () => {
    const [last, user] = exchange('secret', (nonce) => nonce);
    expect(last).toMatch(/^v=[\w+/]{43}=$/);
    expect(user).toBe('a,b=c');
  });

  it.each<[string, string, (nonce: string) => string]>([
    ['another password', 'other', (nonce) => nonce],
    ["the client's nonce alone", 'secret', () => 'mine'],
    ["the client's nonce twice", 'secret', (nonce) => `mine${nonce}`],
  ])('rejects %s', (_what, password, nonceOf) => {
    expect(exchange(password, nonceOf)).toEqual([undefined, undefined]);
  });

  it.each(['', 'n,,', 'p=tls-unique,,n=a,r=b', 'n,,n=nobody,r=b', 'garbage'])(
    'rejects the first message "%s"',
    (message) => {
      expect(new ScramExchange('sha256', () => undefined).step(message)).toBeUndefined();
    },
  );
});
