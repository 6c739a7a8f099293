/** Where health is to be told, from text: `HOST:PORT`, or a port alone, which means this machine alone. */
export interface HealthAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** What `parseHealthAddress` takes, for messages. */
export const healthAddressForm = 'HOST:PORT, such as 0.0.0.0:8080, or a port alone for this machine only, such as 8080';

const form = /^(?:(?<host>[\w.-]+|\[[0-9a-f:.]+\]):)?(?<port>\d{1,5})$/i;

/** `undefined` when it is none. */
export function parseHealthAddress(given: string): HealthAddress | undefined {
  const { host = '127.0.0.1', port } = form.exec(given)?.groups ?? {};
  if (port === undefined || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** As it is written in a URL. */
export function shownAddress({ host, port }: HealthAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
