/**
 * Offsets as text, to keep and to restore: lines of `topic,partition,offset`, which Kafka's own tool writes and reads
 * (`--reset-offsets --export`, `--from-file`), or JSON objects with these fields. Of several groups, as the tool exports
 * them, a line begins with the group.
 */
import { operatingError } from '../errors.js';
import { byPlace } from './movable-group.js';
import type { CommittedPosition } from './move-plan.js';

export interface OffsetsText {
  readonly text: string;
  /** What it is called in errors: the name of its file. */
  readonly source: string;
  /** Lines of other groups are left out. */
  readonly group: string;
}

/** By topic and partition. Throws `KFW_OFFSETS_INVALID` with every mistake and its line. */
export function readOffsets({ text, source, group }: OffsetsText): CommittedPosition[] {
  const mistakes: string[] = [];
  const offsets = new Map<string, CommittedPosition>();
  const others = new Set<string>();
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line.trim());
    const place = typeof read === 'string' ? '' : `${read.topic}[${read.partition}]`;
    if (typeof read === 'string') mistakes.push(`line ${index + 1}: ${read}`);
    else if (read.group !== undefined && read.group !== group) others.add(read.group);
    else if (offsets.has(place)) mistakes.push(`line ${index + 1}: ${place} is there twice`);
    else offsets.set(place, { topic: read.topic, partition: read.partition, offset: read.offset });
  }
  if (mistakes.length === 0 && offsets.size === 0) {
    const found = others.size === 0 ? 'it is empty' : `it has offsets of ${[...others].join(', ')}`;
    mistakes.push(`there is no line of the group "${group}": ${found}`);
  }
  if (mistakes.length > 0) throw operatingError('KFW_OFFSETS_INVALID', { source, mistakes });
  return [...offsets.values()].sort(byPlace);
}

/** A line for `readOffsets` and for Kafka's own tool. */
export function offsetLine({ topic, partition, offset }: CommittedPosition): string {
  return `${topic},${partition},${offset}`;
}

interface ReadLine extends CommittedPosition {
  readonly group: string | undefined;
}

/** A text says what is wrong. */
function readLine(line: string): ReadLine | string {
  if (line.startsWith('{')) return readJson(line);
  const fields = line.split(',').map(unquoted);
  if (fields.length !== 3 && fields.length !== 4) return `it has ${fields.length} fields, not 3`;
  const [offset, partition, topic, group] = fields.toReversed();
  return checked({ group, topic, partition: numberOf(partition), offset: numberOf(offset) });
}

function readJson(line: string): ReadLine | string {
  try {
    return checked(JSON.parse(line) as Readonly<Record<string, unknown>>);
  } catch {
    return 'it is not JSON';
  }
}

function checked({ group, topic, partition, offset }: Readonly<Record<string, unknown>>): ReadLine | string {
  if (typeof topic !== 'string' || topic === '') return 'it has no topic';
  if (!isCount(partition)) return 'its partition is not a number';
  if (!isCount(offset)) return 'its offset is not a number';
  return { group: typeof group === 'string' ? group : undefined, topic, partition, offset };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function numberOf(field: string | undefined): number | undefined {
  return field !== undefined && /^\d+$/.test(field) ? Number(field) : undefined;
}

/** Kafka's tool quotes names of more than 24 characters. */
function unquoted(field: string): string {
  const trimmed = field.trim();
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1).replaceAll('""', '"')
    : trimmed;
}
