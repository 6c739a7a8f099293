/**
 * Finds logical types that are probably intended but ignored, as the specification demands for unknown or misplaced
 * ones: misspelt ones, and ones next to a field's type instead of inside it. The schema is valid; its values are not
 * what its author expects.
 */
import { suggestName } from '@kfw/core';

export interface SchemaWarning {
  /** `$.fields[0].type` */
  readonly path: string;
  readonly message: string;
}

type Node = Readonly<Record<string, unknown>>;

/** Those of the specification (1.12). Others are custom, unless they look like one of these. */
const known = [
  'decimal',
  'big-decimal',
  'uuid',
  'date',
  'time-millis',
  'time-micros',
  'timestamp-millis',
  'timestamp-micros',
  'timestamp-nanos',
  'local-timestamp-millis',
  'local-timestamp-micros',
  'local-timestamp-nanos',
  'duration',
];

/** Of a parsed definition. */
export function suspectLogicals(json: unknown, path = '$'): SchemaWarning[] {
  if (Array.isArray(json)) return json.flatMap((branch, index) => suspectLogicals(branch, `${path}[${index}]`));
  if (!isNode(json)) return [];
  const fields = Array.isArray(json.fields) ? (json.fields as unknown[]) : [];
  return [
    ...misspelt(json, path),
    ...suspectLogicals(json.items, `${path}.items`),
    ...suspectLogicals(json.values, `${path}.values`),
    ...fields.flatMap((field, index) => ofField(field, `${path}.fields[${index}]`)),
  ];
}

function ofField(field: unknown, path: string): SchemaWarning[] {
  if (!isNode(field)) return [];
  const { type, logicalType } = field;
  const inner = suspectLogicals(type, `${path}.type`);
  if (typeof logicalType !== 'string' || (isNode(type) && typeof type.logicalType === 'string')) return inner;
  const example = JSON.stringify({ type: typeof type === 'string' ? type : '…', logicalType });
  const message = `logicalType "${logicalType}" stands next to the type and is ignored: write it into the type, as in "type": ${example}.`;
  return [{ path, message }, ...inner];
}

function misspelt({ logicalType }: Node, path: string): SchemaWarning[] {
  if (typeof logicalType !== 'string' || known.includes(logicalType)) return [];
  const meant = suggestName(logicalType.replaceAll(/[ _.]/g, '-'), known);
  if (meant === undefined) return [];
  return [{ path, message: `logicalType "${logicalType}" is unknown and is ignored: did you mean "${meant}"?` }];
}

function isNode(json: unknown): json is Node {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
