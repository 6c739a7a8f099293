/** Kafka's own view of consumer groups: ConsumerGroupCommand, with its tables as data. */
import { kafkaTool, type World } from '@kfw/test-cluster';

export interface DescribedOffset {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** `null` where the tool prints a dash. */
  readonly committed: number | null;
  readonly end: number | null;
  readonly lag: number | null;
  readonly memberId: string | null;
  readonly host: string | null;
  readonly clientId: string | null;
}

export interface DescribedMember {
  readonly group: string;
  readonly memberId: string;
  readonly host: string;
  readonly clientId: string;
  readonly partitions: number;
}

export interface DescribedState {
  readonly group: string;
  /** `host:port (id)`. */
  readonly coordinator: string;
  readonly assignor: string | null;
  readonly state: string;
  readonly members: number;
}

export async function describeOffsets(world: World, groups: readonly string[]): Promise<DescribedOffset[]> {
  const rows = await describe(world, groups);
  return rows.map(([group = '', topic = '', partition, committed, end, lag, memberId, host, clientId]) => ({
    group,
    topic,
    partition: Number(partition),
    committed: numberOf(committed),
    end: numberOf(end),
    lag: numberOf(lag),
    memberId: textOf(memberId),
    host: host === undefined ? null : textOf(withoutSlash(host)),
    clientId: textOf(clientId),
  }));
}

export async function describeMembers(world: World, groups: readonly string[]): Promise<DescribedMember[]> {
  const rows = await describe(world, groups, '--members');
  return rows.map(([group = '', memberId = '', host = '', clientId = '', partitions]) => ({
    group,
    memberId,
    host: withoutSlash(host),
    clientId,
    partitions: Number(partitions),
  }));
}

/** The tool prints `/127.0.0.1`, kfw the address alone. */
function withoutSlash(host: string): string {
  return host.replace(/^\//, '');
}

export async function describeStates(world: World, groups: readonly string[]): Promise<DescribedState[]> {
  const rows = await describe(world, groups, '--state');
  return rows.map(([group = '', address, id, assignor, state = '', members]) => ({
    group,
    coordinator: `${address} ${id}`,
    assignor: textOf(assignor),
    state,
    members: Number(members),
  }));
}

export async function listedGroups(world: World): Promise<string[]> {
  return (await run(world, '--list')).split('\n').filter((line) => line !== '');
}

/** The rows of the tables, without their heads and the remarks between them. */
async function describe(world: World, groups: readonly string[], ...about: readonly string[]): Promise<string[][]> {
  const output = await run(world, '--describe', ...groups.flatMap((group) => ['--group', group]), ...about);
  const rows = output.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.filter(([group]) => groups.includes(group ?? ''));
}

async function run(world: World, ...args: readonly string[]): Promise<string> {
  const tool = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';
  return (await kafkaTool(tool, ['--bootstrap-server', world.cluster.brokers, ...args])).stdout;
}

function textOf(cell: string | undefined): string | null {
  return cell === undefined || cell === '-' ? null : cell;
}

function numberOf(cell: string | undefined): number | null {
  const text = textOf(cell);
  return text === null ? null : Number(text);
}
