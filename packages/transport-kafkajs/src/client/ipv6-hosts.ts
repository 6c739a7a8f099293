/**
 * Encodes IPv6 addresses for kafkajs, which splits an address at its first colon, so that `[::1]:9092` becomes a host
 * called `[`. Encoded, an address has no colon, `--1.ipv6:9092`, and is decoded where a socket is made.
 */
const bracketed = /^\[([0-9a-f:.]+)\]:(\d+)$/i;
const encoded = /^([0-9a-f.-]+)\.ipv6$/i;

/** `host:port` in a form that kafkajs can split. */
export function encodeIpv6Host(broker: string): string {
  const [, host, port] = bracketed.exec(broker) ?? [];
  return host === undefined ? broker : `${host.replaceAll(':', '-')}.ipv6:${port}`;
}

/** The host to connect to. */
export function decodeHost(host: string): string {
  const [, address] = encoded.exec(host) ?? [];
  return address === undefined ? host : address.replaceAll('-', ':');
}

/** A text of kafkajs with the address as it was configured. */
export function restoreIpv6Hosts(text: string): string {
  return text.replace(/(?<![\w.-])[0-9a-f-][0-9a-f.-]*\.ipv6\b/gi, (host) => `[${decodeHost(host)}]`);
}
