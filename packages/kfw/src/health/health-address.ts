/** The address of the health endpoints, from text: `HOST:PORT`, or a port alone, which listens on this machine only. */
export interface HealthAddress {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/** The form that `parseHealthAddress` accepts, for messages. */
export const healthAddressForm = 'HOST:PORT, such as 0.0.0.0:8080, or a port alone for this machine only, such as 8080';

const form = /^(?:(?<host>[\w.-]+|\[[0-9a-f:.]+\]):)?(?<port>\d{1,5})$/i;

/** `undefined` if it is not an address. */
export function parseHealthAddress(given: string): HealthAddress | undefined {
  const { host = '127.0.0.1', port } = form.exec(given)?.groups ?? {};
  if (port === undefined || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** As in a URL. */
export function shownAddress({ host, port }: HealthAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
