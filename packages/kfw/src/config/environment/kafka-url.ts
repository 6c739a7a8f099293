/**
 * Parses `KAFKA_URL`, the form in which hosting platforms provide a cluster: `kafka://host:9092,host:9092` or, with
 * TLS and credentials, `kafka+ssl://user:pass@host:9093`. An entry without a scheme takes that of the previous one;
 * user and password are percent-encoded and the same for all brokers, so the first ones given are used.
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

/**
 * Returns the mistake as text if the URL cannot be parsed. The text shows no part of the URL, as any part may be a
 * password.
 */
export function parseKafkaUrl(url: string): KafkaUrl | string {
  const entries = url.split(',').map((entry) => entryOf(entry.trim()));
  const [first] = entries;
  const scheme = first?.scheme;
  const tls = tlsByScheme.get(scheme ?? '');
  if (first === undefined || tls === undefined) {
    return 'must start with kafka:// or kafka+ssl://, such as kafka://localhost:9092';
  }
  if (entries.some((entry) => entry.scheme !== undefined && entry.scheme !== scheme)) {
    return 'all brokers must have one scheme, either kafka:// or kafka+ssl://';
  }
  // A comma in a password splits it in two, one of which looks like a broker.
  const credentialed = entries.filter(({ user }) => user !== undefined);
  if (credentialed.some(({ user, pass }) => user !== first.user || pass !== first.pass)) {
    return 'the user and password must come before the first broker, be the same wherever they appear, and be percent-encoded (a comma is %2C, an @ is %40)';
  }
  try {
    return {
      brokers: entries.map(({ address }) => address),
      tls,
      username: first.user === undefined ? undefined : decodeURIComponent(first.user),
      password: first.pass === undefined ? undefined : decodeURIComponent(first.pass),
    };
  } catch {
    // The cause would show the credentials.
    return 'the user and password must be percent-encoded (a % is %25)';
  }
}

function entryOf(entry: string) {
  const [, scheme, user, pass, address = ''] = entryShape.exec(entry) ?? [];
  return { scheme: scheme?.toLowerCase(), user, pass, address };
}
