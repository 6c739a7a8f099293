/**
 * Reads `KAFKA_URL`, the way platforms hand out a cluster: `kafka://host:9092,host:9092` or, with TLS and credentials,
 * `kafka+ssl://user:pass@host:9093`. An entry without a scheme takes the one before it; user and password are
 * percent-encoded and the same for all brokers, so the first that are given count.
 */

export interface KafkaUrl {
  /** As written after the credentials; whether each is `host:port` is checked with all other brokers. */
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const entryShape = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^:]*?)(?::(.*))?@)?([^/]*)\/?$/is;
const tlsByScheme = new Map([
  ['kafka', false],
  ['kafka+ssl', true],
]);

/** Returns what is wrong as text when the URL cannot be read. */
export function parseKafkaUrl(url: string): KafkaUrl | string {
  const brokers: string[] = [];
  let scheme: string | undefined;
  let username: string | undefined;
  let password: string | undefined;
  for (const entry of url.split(',').map((part) => part.trim())) {
    const [, given, user, pass, address = ''] = entryShape.exec(entry) ?? [];
    if (given !== undefined && scheme !== undefined && given.toLowerCase() !== scheme) {
      return 'all brokers must have one scheme, either kafka:// or kafka+ssl://';
    }
    scheme ??= given?.toLowerCase();
    try {
      username ??= user === undefined ? undefined : decodeURIComponent(user);
      password ??= pass === undefined ? undefined : decodeURIComponent(pass);
    } catch {
      // The cause would show the credentials.
      return 'the user and password must be percent-encoded';
    }
    brokers.push(address);
  }
  const tls = tlsByScheme.get(scheme ?? '');
  if (tls === undefined) return 'must start with kafka:// or kafka+ssl://, such as kafka://localhost:9092';
  return { brokers, tls, username, password };
}
