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
    what: 'fewer APIs, and other ranges of versions',
    because: 'it serves what clients of applications need; brokers, controllers and newer groups are left out',
    covers: at(/^apis\b/),
  },
  {
    family: 'connections',
    apis: ['CreateTopics', 'DeleteTopics', 'DescribeConfigs'],
    what: 'versions that Apache Kafka 4 has dropped are answered',
    because: 'clients that begin with the oldest version get on',
    about: 'dropped versions',
    covers: ({ kafka }) => kafka === 'closed',
  },
  {
    family: 'sasl',
    apis: ['Metadata', 'Produce', 'Fetch', 'ListGroups', 'FindCoordinator', 'Heartbeat', 'DescribeConfigs'],
    what: 'a request between handshake and authentication closes the connection at once',
    because: 'Kafka answers `ILLEGAL_SASL_STATE` first and closes then; no client sends one',
    about: 'after the handshake',
    covers: ({ embedded }) => embedded === 'closed',
  },
  {
    family: 'sasl',
    apis: ['ApiVersions'],
    what: 'answered at any time',
    because: 'Kafka refuses it a second time and between handshake and authentication; it gives nothing away',
    about: 'versions late',
    covers: anyField,
  },
  {
    family: 'produce',
    apis: ['Produce'],
    what: 'a partition without records is `INVALID_RECORD`',
    because: 'Kafka fails inside and answers nothing',
    about: 'null records',
    covers: ({ kafka }) => kafka === 'silence',
  },
  {
    family: 'produce',
    apis: ['Produce'],
    what: 'a compression that there is not is `UNSUPPORTED_COMPRESSION_TYPE`',
    because: 'Kafka fails inside with `UNKNOWN_SERVER_ERROR`',
    about: 'a compression that nobody knows',
    covers: anyField,
  },
  {
    family: 'produce',
    apis: ['Produce', 'Fetch', 'ListOffsets'],
    what: 'the head of a batch is believed: its records are looked at in compacted topics only',
    because: 'clients write heads that are right, and unpacking every batch would cost most of the throughput',
    about: 'records behind a head',
    covers: anyField,
  },
  {
    family: 'produce',
    apis: ['Produce', 'Fetch', 'ListOffsets', 'DeleteRecords', 'OffsetFetch', 'AddPartitionsToTxn'],
    what: 'a partition that a request names twice is done and answered twice (once in OffsetFetch)',
    because: 'Kafka forgets all but one, or refuses; no client sends it',
    about: 'named twice',
    covers: anyField,
  },
  {
    family: 'groups',
    apis: ['DescribeGroups'],
    what: 'a group that a request names twice is described once',
    because: 'a small request could ask for an answer without end',
    about: 'named twice',
    covers: at(/^groups\[\d+\]$/),
  },
  {
    family: 'fetch',
    apis: ['Fetch'],
    what: 'only whole batches, where Kafka cuts the last one off at the limit',
    because: 'clients drop what is cut off and fetch it again',
    covers: ({ path, embedded, kafka }) =>
      /records\[\d+\]$/.test(path) && embedded === undefined && asJson(kafka ?? null).includes('cut_off_bytes'),
  },
  {
    family: 'fetch',
    apis: ['Fetch'],
    what: 'no sessions: the session id is 0, and every answer is whole',
    because: 'it is how a broker answers whose cache of sessions is full; clients go on without',
    covers: ({ path, embedded }) => path === 'session_id' && embedded === 0,
  },
  {
    family: 'fetch',
    apis: ['Fetch'],
    what: 'who fetches as another broker is answered as a client',
    because: 'there is no other broker',
    about: 'another broker',
    covers: anyField,
  },
  {
    family: 'transactions',
    apis: ['Fetch'],
    what: 'a fetch goes on behind the end of a transaction, where Kafka often stops before it',
    because: 'it saves the next fetch',
    covers: ({ path, kafka }) => /(records|aborted_transactions)\[\d+\]$/.test(path) && kafka === undefined,
  },
  {
    family: 'configs',
    apis: ['DescribeConfigs'],
    what: '`min.insync.replicas` has its default from nowhere else',
    because: 'Kafka writes it down for the whole cluster when it is set up; with one broker it is always 1',
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
    what: 'the settings of the broker are read-only, and only those are there that mean something here',
    because: 'they are the options of `startBroker`',
    about: 'the broker',
    covers: ({ path, embedded }) => path.endsWith('.read_only') && embedded === true,
  },
  {
    family: 'configs',
    apis: ['DescribeConfigs'],
    what: 'settings have no documentation',
    because: "Kafka's own pages are the place to read it",
    about: 'documentation',
    covers: at(/\.documentation$/),
  },
  {
    family: 'configs',
    apis: ['IncrementalAlterConfigs'],
    what: 'an operation that there is not is `INVALID_REQUEST`',
    because: 'Kafka fails inside with `UNKNOWN_SERVER_ERROR`',
    about: 'an unknown operation',
    covers: at(/\.error_(code|message)$/),
  },
  {
    family: 'configs',
    apis: ['AlterConfigs'],
    what: 'a resource that is named twice gets an error of its own',
    because: 'Kafka fails inside and answers nothing',
    about: 'named twice',
    covers: ({ kafka }) => kafka === 'silence',
  },
  {
    family: 'metadata',
    apis: ['Metadata'],
    what: 'a topic that is created by being asked for is there in the answer',
    because: 'Kafka answers `UNKNOWN_TOPIC_OR_PARTITION` while it creates it, and clients ask again',
    about: 'created by asking',
    covers: anyField,
  },
  {
    family: 'topics',
    apis: ['CreateTopics', 'DeleteTopics', 'CreatePartitions'],
    what: 'done when it is answered, whatever the timeout',
    because:
      'nothing has to be waited for; with a timeout of 0 Kafka answers `REQUEST_TIMED_OUT` and does it all the same',
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
