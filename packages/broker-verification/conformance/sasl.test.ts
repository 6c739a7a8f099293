/** SaslHandshake and SaslAuthenticate on both brokers: every order, and every way to fail. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { saslUser } from '@kfw/test-cluster';
import { differential } from '../src/differential/differential.js';
import type { PairedConnection } from '../src/differential/paired-connection.js';
import type { PerSide } from '../src/differential/per-side.js';

const plain = (user: string, password: string, authorization = ''): Buffer =>
  Buffer.from(`${authorization}\0${user}\0${password}`);
const right = plain(saslUser.name, saslUser.password);

const shake = (pair: PairedConnection, mechanism: string | null, version = 1) =>
  pair.ask('SaslHandshake', version, { mechanism });
const authenticate = (pair: PairedConnection, auth_bytes: Buffer | PerSide<Buffer> | null, version = 1) =>
  pair.ask('SaslAuthenticate', version, { auth_bytes });
/** Whether the connection is open, and which requests it allows. */
const probe = (pair: PairedConnection) => pair.ask('Metadata', 1, { topics: [] });

differential(
  'sasl',
  (compare) => {
    compare('the right way, in every version', async (pair) => {
      for (const version of [0, 1]) {
        const connection = pair.another();
        await connection.ask('ApiVersions', 0);
        await shake(connection, 'PLAIN');
        await authenticate(connection, right, version);
        await probe(connection);
      }
    });

    compare('requests before authentication', async (pair) => {
      for (const api of [
        'Metadata',
        'Produce',
        'Fetch',
        'ListGroups',
        'FindCoordinator',
        'Heartbeat',
        'DescribeConfigs',
      ]) {
        pair.caseLog.note(api);
        await pair.another().ask(api, pair.caseLog.versionsOf(api).at(-1) ?? 0);
        const after = pair.another();
        await shake(after, 'PLAIN');
        pair.caseLog.note('after the handshake');
        await after.ask(api, pair.caseLog.versionsOf(api).at(-1) ?? 0);
      }
    });

    compare('ApiVersions in every place', async (pair) => {
      await pair.ask('ApiVersions', 2);
      pair.caseLog.note('versions late');
      await pair.ask('ApiVersions', 0);
      const shaken = pair.another();
      await shake(shaken, 'PLAIN');
      await shaken.ask('ApiVersions', 1);
      pair.caseLog.note('after authentication');
      const done = pair.another();
      await shake(done, 'PLAIN');
      await authenticate(done, right);
      await done.ask('ApiVersions', 2);
    });

    compare('mechanisms that do not exist', async (pair) => {
      for (const mechanism of ['GSSAPI', 'plain', '', 'OAUTHBEARER', 'x'.repeat(1_000), null]) {
        for (const version of [0, 1]) {
          pair.caseLog.note(`${mechanism?.slice(0, 12)} ${version}`);
          const connection = pair.another();
          await shake(connection, mechanism, version);
          await probe(connection);
        }
      }
    });

    compare('names and passwords that are wrong', async (pair) => {
      const tokens: Readonly<Record<string, Buffer | null>> = {
        'a wrong password': plain(saslUser.name, 'wrong'),
        'an unknown user': plain('nobody', saslUser.password),
        'another to act for': plain(saslUser.name, saslUser.password, 'nobody'),
        'oneself to act for': plain(saslUser.name, saslUser.password, saslUser.name),
        'no name': plain('', saslUser.password),
        'no password': plain(saslUser.name, ''),
        nothing: Buffer.alloc(0),
        null: null,
        'one part': Buffer.from('alice'),
        'two parts': Buffer.from('alice\0wonderland'),
        'four parts': Buffer.from('\0alice\0wonderland\0more'),
      };
      for (const [what, token] of Object.entries(tokens)) {
        pair.caseLog.note(what);
        const connection = pair.another();
        await shake(connection, 'PLAIN');
        await authenticate(connection, token);
        await probe(connection);
      }
    });

    compare('odd orders', async (pair) => {
      pair.caseLog.note('a token without a handshake');
      const first = pair.another();
      await authenticate(first, right);
      await probe(first);
      pair.caseLog.note('two handshakes');
      const second = pair.another();
      await shake(second, 'PLAIN');
      await shake(second, 'PLAIN');
      await authenticate(second, right);
      await probe(second);
      pair.caseLog.note('a handshake after authentication');
      const third = pair.another();
      await shake(third, 'PLAIN');
      await authenticate(third, right);
      await shake(third, 'PLAIN');
      await probe(third);
      pair.caseLog.note('a token after authentication');
      const fourth = pair.another();
      await shake(fourth, 'PLAIN');
      await authenticate(fourth, right);
      await authenticate(fourth, right);
      await probe(fourth);
    });

    compare('SCRAM', async (pair) => {
      for (const [user, password] of [
        [saslUser.name, saslUser.password],
        [saslUser.name, 'wrong'],
        ['nobody', 'x'],
      ] as const) {
        pair.caseLog.note(`${user} ${password}`);
        const connection = pair.another();
        await shake(connection, 'SCRAM-SHA-256');
        const own = `n=${user},r=fyko+d2lbbFgONRv9qkxdawL`;
        const answered = await authenticate(connection, Buffer.from(`n,,${own}`));
        const final = answered.map(({ auth_bytes }) =>
          scramFinal(own, password, Buffer.from(String(auth_bytes ?? ''), 'hex').toString()),
        );
        if (final.embedded.length > 0 || final.kafka.length > 0) await authenticate(connection, final);
        await probe(connection);
      }
    });

    compare('malformed SCRAM messages', async (pair) => {
      for (const message of [
        '',
        'n,,',
        'n,,n=alice',
        'y,,n=alice,r=abc',
        'p=tls-unique,,n=alice,r=abc',
        'n,,r=abc,n=alice',
        'n,a=bob,n=alice,r=abc',
        'nonsense',
      ]) {
        pair.caseLog.note(message);
        const connection = pair.another();
        await shake(connection, 'SCRAM-SHA-256');
        await authenticate(connection, Buffer.from(message));
        await probe(connection);
      }
    });
  },
  { sasl: true },
);

/** RFC 5802's last message of the client; nothing when the server has refused the first. */
function scramFinal(own: string, password: string, server: string): Buffer {
  const [, nonce, salt, rounds] = /^r=([^,]+),s=([^,]+),i=(\d+)/.exec(server) ?? [];
  if (nonce === undefined || salt === undefined) return Buffer.alloc(0);
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
  const key = createHmac('sha256', salted).update('Client Key').digest();
  const bare = `c=biws,r=${nonce}`;
  const signature = createHmac('sha256', createHash('sha256').update(key).digest())
    .update(`${own},${server},${bare}`)
    .digest();
  const proof = Buffer.from(key.map((byte, at) => byte ^ (signature[at] ?? 0)));
  return Buffer.from(`${bare},p=${proof.toString('base64')}`);
}
