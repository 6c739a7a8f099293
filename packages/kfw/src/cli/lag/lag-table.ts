/** The lag of groups for people: a table with a line of totals below each group, and what is odd about it. */
import { type GroupLag, type LagReport, lagOfGroups, type PartitionLag } from '@kfw/operating';
import { shownSeconds } from '../rendering/progress.js';
import { type Column, renderTable, shortName, shownNumber, shownOffset } from '../rendering/table.js';

export interface ShownLag extends LagReport {
  /** Groups that read nothing, which have no partitions to show. */
  readonly idle: readonly string[];
}

interface Row extends GroupLag {
  readonly topic: string;
  readonly partition: number | undefined;
  readonly committed: number | null | undefined;
  readonly end: number | null | undefined;
}

const columns: readonly Column<Row>[] = [
  { head: 'group', cell: ({ group }) => group, maxLength: shortName },
  { head: 'topic', cell: ({ topic }) => topic },
  { head: 'partition', align: 'right', cell: ({ partition }) => (partition === undefined ? '' : String(partition)) },
  {
    head: 'committed',
    align: 'right',
    cell: ({ committed }) => (committed === undefined ? '' : shownOffset(committed)),
  },
  { head: 'end', align: 'right', cell: ({ end }) => (end === undefined ? '' : shownOffset(end)) },
  { head: 'lag', align: 'right', cell: ({ lag }) => shownFigure(lag) },
  { head: 'time lag', align: 'right', cell: ({ lagSeconds }) => shownAge(lagSeconds) },
];

/** `partitions` by group. */
export function lagTable(partitions: readonly PartitionLag[]): string {
  const totals = new Map(lagOfGroups(partitions).map((total) => [total.group, total]));
  const rows = [...Map.groupBy(partitions, ({ group }) => group)].flatMap(([group, ofGroup]): Row[] => {
    const total = totals.get(group);
    if (total === undefined || ofGroup.length === 1) return ofGroup;
    return [...ofGroup, { ...total, topic: 'total', partition: undefined, committed: undefined, end: undefined }];
  });
  return renderTable(rows, columns);
}

/** What the figures alone do not say, a line each. */
export function lagNotes({ partitions, problems, idle }: ShownLag): string[] {
  const isUnread = ({ topic }: PartitionLag) => problems.some((problem) => problem.topic === topic);
  const leaderless = partitions.filter((row) => row.end === null && !isUnread(row));
  const ahead = partitions.filter(({ lag }) => lag !== null && lag < 0);
  const late = partitions.filter((row) => row.lagSeconds === null && (row.lag ?? 0) > 0 && !isUnread(row));
  return [
    ...problems.map(({ topic, error }) => `${topic}: ${error.message}`),
    ...noteOf('Without a leader, so that its end is unknown', leaderless.map(placeOf)),
    ...noteOf(
      'The log ends before the committed offset: it was truncated, or the topic was made again',
      ahead.map(placeOf),
    ),
    ...noteOf('The oldest message to read was not found in time, or has no timestamp', late.map(placeOf)),
    ...noteOf('Reads nothing, without members that have partitions and without a committed offset', idle),
  ];
}

/** More would hide the table. */
const maxListed = 10;

function noteOf(text: string, places: readonly string[]): string[] {
  if (places.length === 0) return [];
  const listed = places.slice(0, maxListed).join(', ');
  const left = places.length - maxListed;
  return [`${text}: ${listed}${left > 0 ? ` and ${shownNumber(left)} more` : ''}.`];
}

/** `shop_billing orders[0]`. */
function placeOf({ group, topic, partition }: PartitionLag): string {
  return `${group} ${topic}[${partition}]`;
}

/** Of a partition that is over a limit. */
export function shownLag(row: PartitionLag): string {
  if (row.lag === null) return `${placeOf(row)}: the lag is unknown`;
  const age = row.lagSeconds === null ? 'of unknown age' : `the oldest ${shownAge(row.lagSeconds)} old`;
  return `${placeOf(row)}: ${shownNumber(row.lag)} ${row.lag === 1 ? 'message' : 'messages'}, ${age}`;
}

function shownFigure(figure: number | null): string {
  return figure === null ? '-' : shownNumber(figure);
}

function shownAge(seconds: number | null): string {
  if (seconds === null) return '-';
  return seconds > 0 && seconds < 1 ? '< 1 s' : shownSeconds(seconds);
}
