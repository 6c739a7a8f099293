import { describe, expect, it } from '@jest/globals';
import { decodeHost, encodeIpv6Host, restoreIpv6Hosts } from '../../src/client/ipv6-hosts.js';

const asKafkajsCuts = (broker: string) => [broker.split(':')[0] ?? '', Number(broker.split(':')[1])] as const;

describe('an IPv6 address', () => {
  it.each(['::1', '2001:db8::8a2e:370:7334', 'fe80::1', '::ffff:127.0.0.1', '::'])(
    '%s comes through kafkajs',
    (address) => {
      const [host, port] = asKafkajsCuts(encodeIpv6Host(`[${address}]:9092`));
      expect([decodeHost(host), port]).toEqual([address, 9092]);
    },
  );

  it.each(['2001:db8::1', '::1'])('is shown as it was configured: %s', (address) => {
    const [host] = asKafkajsCuts(encodeIpv6Host(`[${address}]:9092`));
    expect(restoreIpv6Hosts(`Connection timeout (${host}:9092)`)).toBe(`Connection timeout ([${address}]:9092)`);
    expect(restoreIpv6Hosts(`${host}:9092`)).toBe(`[${address}]:9092`);
  });
});

it.each(['localhost:9092', '127.0.0.1:9092', 'a-b.example.com:9092', 'ipv6.example.com:9092'])(
  '%s stays as it is',
  (broker) => {
    expect(encodeIpv6Host(broker)).toBe(broker);
    const [host] = asKafkajsCuts(broker);
    expect([decodeHost(host), restoreIpv6Hosts(broker)]).toEqual([host, broker]);
  },
);
