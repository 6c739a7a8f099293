/**
 * The accepted differences: responses of the embedded broker that differ from those of Apache Kafka 4.1 on purpose.
 * `docs/reference/embedded-broker.md` has the same list. Each entry must be met by a case of its family: one that is
 * not needed any more fails the tests there.
 */
import { asJson, type Difference } from './differences.js';

export interface AcceptedDifference {
  /** The family of cases that meets it. */
  readonly family: string;
  readonly apis: readonly string[];
  /** The difference and its reason, as on the page. */
  readonly what: string;
  readonly because: string;
  /** The note of the requests that it is for; of all, when there is none. */
  readonly about?: string;
  readonly covers: (difference: Difference, version: number) => boolean;
}

const anyField = (): boolean => true;
const at =
  (pattern: RegExp) =>
  ({ path }: Difference): boolean =>
    pattern.test(path);

export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    family: 'connections',
    apis: ['ApiVersions'],
    what: 'fewer APIs, and other version ranges',
    because: 'it serves the APIs that applications use; those of brokers, controllers and newer groups are missing',
    covers: at(/^apis\b/),
  },
  {
    family: 'connections',
    apis: ['CreateTopics', 'DeleteTopics', 'DescribeConfigs'],
    what: 'versions that Apache Kafka 4 has dropped are served',
    because: 'clients that begin with the oldest version work',
    about: 'dropped versions',
    covers: ({ kafka }) => kafka === 'closed',
  },
  {
    family: 'sasl',
    apis: ['Metadata', 'Produce', 'Fetch', 'ListGroups', 'FindCoordinator', 'Heartbeat', 'DescribeConfigs'],
    what: 'a request between handshake and authentication closes the connection at once',
    because: 'Kafka responds with `ILLEGAL_SASL_STATE` first and then closes; no client sends such a request',
    about: 'after the handshake',
    covers: ({ embedded }) => embedded === 'closed',
  },
  {
    family: 'sasl',
    apis: ['ApiVersions'],
    what: 'served at any time',
    because: 'Kafka rejects it a second time and between handshake and authentication; it reveals nothing',
    about: 'versions late',
    covers: anyField,
  },
  {
    family: 'produce',
    apis: ['Produce'],
    what: 'a partition without records is `INVALID_RECORD`',
    because: 'Kafka fails internally and sends no response',
    about: 'null records',
    covers: ({ kafka }) => kafka === 'silence',
  },
  {
    family: 'produce',
    apis: ['Produce'],
    what: 'an unknown compression is `UNSUPPORTED_COMPRESSION_TYPE`',
    because: 'Kafka fails internally with `UNKNOWN_SERVER_ERROR`',
    about: 'a compression that nobody knows',
    covers: anyField,
  },
  {
    family: 'produce',
    apis: ['Produce', 'Fetch', 'ListOffsets'],
    what: 'the header of a batch is trusted: its records are checked in compacted topics only',
    because: 'clients write correct headers, and decompressing every batch would cost most of the throughput',
    about: 'records behind a head',
    covers: anyField,
  },
  {
    family: 'produce',
    apis: ['Produce', 'Fetch', 'ListOffsets', 'DeleteRecords', 'OffsetFetch', 'AddPartitionsToTxn'],
    what: 'a partition that a request names twice is handled twice (once in OffsetFetch)',
    because: 'Kafka keeps only one, or rejects the request; no client sends it',
    about: 'named twice',
    covers: anyField,
  },
  {
    family: 'groups',
    apis: ['DescribeGroups'],
    what: 'a group that a request names twice is described once',
    because: 'a small request could otherwise get an unbounded response',
    about: 'named twice',
    covers: at(/^groups\[\d+\]$/),
  },
  {
    family: 'fetch',
    apis: ['Fetch'],
    what: 'only whole batches, where Kafka cuts the last one off at the limit',
    because: 'clients drop the incomplete batch and fetch it again',
    covers: ({ path, embedded, kafka }) =>
      /records\[\d+\]$/.test(path) && embedded === undefined && asJson(kafka ?? null).includes('cut_off_bytes'),
  },
  {
    family: 'fetch',
    apis: ['Fetch'],
    what: 'no sessions: the session id is 0, and every response is complete',
    because: 'a broker with a full session cache responds the same way; clients continue without a session',
    covers: ({ path, embedded }) => path === 'session_id' && embedded === 0,
  },
  {
    family: 'fetch',
    apis: ['Fetch'],
    what: 'a fetch with a replica id is served as that of a client',
    because: 'there is only one broker',
    about: 'another broker',
    covers: anyField,
  },
  {
    family: 'transactions',
    apis: ['Fetch'],
    what: 'a fetch continues beyond the end of a transaction, where Kafka often stops before it',
    because: 'it saves a fetch',
    covers: ({ path, kafka }) => /(records|aborted_transactions)\[\d+\]$/.test(path) && kafka === undefined,
  },
  {
    family: 'configs',
    apis: ['DescribeConfigs'],
    what: 'the default of `min.insync.replicas` is always the built-in one',
    because: 'Kafka stores it for the whole cluster when it is set up; with one broker it is always 1',
    covers: at(/\.configs\.min\.insync\.replicas\b/),
  },
  {
    family: 'topics',
    apis: ['CreateTopics'],
    what: 'the default of `min.insync.replicas` is always the built-in one',
    because: 'Kafka stores it for the whole cluster when it is set up; with one broker it is always 1',
    covers: at(/\.configs\.min\.insync\.replicas\.source$/),
  },
  {
    family: 'configs',
    apis: ['DescribeConfigs'],
    what: 'the settings of the broker are read-only, and only supported ones are listed',
    because: 'they are the options of `startBroker`',
    about: 'the broker',
    covers: ({ path, embedded }) => path.endsWith('.read_only') && embedded === true,
  },
  {
    family: 'configs',
    apis: ['DescribeConfigs'],
    what: 'settings have no documentation',
    because: "Kafka's documentation describes them",
    about: 'documentation',
    covers: at(/\.documentation$/),
  },
  {
    family: 'configs',
    apis: ['IncrementalAlterConfigs'],
    what: 'an unknown operation is `INVALID_REQUEST`',
    because: 'Kafka fails internally with `UNKNOWN_SERVER_ERROR`',
    about: 'an unknown operation',
    covers: at(/\.error_(code|message)$/),
  },
  {
    family: 'configs',
    apis: ['AlterConfigs'],
    what: 'a resource that is named twice gets an error of its own',
    because: 'Kafka fails internally and sends no response',
    about: 'named twice',
    covers: ({ kafka }) => kafka === 'silence',
  },
  {
    family: 'metadata',
    apis: ['Metadata'],
    what: 'a topic that a metadata request creates is in its response',
    because: 'Kafka responds with `UNKNOWN_TOPIC_OR_PARTITION` while it creates it, and clients retry',
    about: 'created by asking',
    covers: anyField,
  },
  {
    family: 'topics',
    apis: ['CreateTopics', 'DeleteTopics', 'CreatePartitions'],
    what: 'finished with the response, whatever the timeout',
    because:
      'there is nothing to wait for; with a timeout of 0 Kafka responds with `REQUEST_TIMED_OUT` and does it anyway',
    about: 'no time',
    covers: at(/\.error_(code|message)$/),
  },
  {
    family: 'topics',
    apis: ['CreateTopics'],
    what: 'no internal topics: their names are free',
    because: 'offsets and transactions are kept in files',
    about: 'internal topics',
    covers: anyField,
  },
];
