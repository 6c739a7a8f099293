/** Types of setting values and their validation, with Kafka's messages, which people search for. */
export interface ConfigKind {
  readonly type: 'LONG' | 'INT' | 'DOUBLE' | 'BOOLEAN' | 'STRING' | 'LIST';
  /** For numbers. */
  readonly min?: number;
  readonly max?: number;
  /** A valid number outside of the range. */
  readonly orEqualTo?: number;
  /** For strings and the elements of lists. */
  readonly oneOf?: readonly string[];
  /** A list of partitions and brokers, or `*`. */
  readonly ofReplicas?: boolean;
}

/** The largest LONG: Kafka's value for "never". */
export const longestLong = '9223372036854775807';

const wholeLimits = { LONG: 2n ** 63n - 1n, INT: 2n ** 31n - 1n };

/** `undefined` when the value is valid. */
export function problemWith(value: string, kind: ConfigKind): string | undefined {
  switch (kind.type) {
    case 'LONG':
    case 'INT':
      if (!isWhole(value, wholeLimits[kind.type])) return `Not a number of type ${kind.type}`;
      return outOfRange(Number(value), kind);
    case 'DOUBLE':
      if (value.trim() === '' || Number.isNaN(Number(value))) return 'Not a number of type DOUBLE';
      return outOfRange(Number(value), kind);
    case 'BOOLEAN':
      return /^(true|false)$/i.test(value.trim()) ? undefined : 'Expected value to be either true or false';
    case 'STRING':
      return noneOf([value], kind);
    case 'LIST':
      return noneOf(elementsOf(value), kind) ?? noReplicas(elementsOf(value), kind);
  }
}

export function elementsOf(list: string): string[] {
  const text = list.trim();
  return text === '' ? [] : text.split(/\s*,\s*/);
}

function isWhole(value: string, max: bigint): boolean {
  if (!/^\s*[+-]?\d{1,19}\s*$/.test(value)) return false;
  const number = BigInt(value.trim().replace('+', ''));
  return number <= max && number >= -max - 1n;
}

function outOfRange(value: number, { min, max, orEqualTo }: ConfigKind): string | undefined {
  if (orEqualTo !== undefined) {
    const right = value === orEqualTo || (value >= (min ?? value) && value <= (max ?? value));
    return right ? undefined : `Value must be between ${min} and ${max} or equal to ${orEqualTo}`;
  }
  if (min !== undefined && value < min) return `Value must be at least ${min}`;
  if (max !== undefined && value > max) return `Value must be no more than ${max}`;
  return undefined;
}

function noReplicas(values: readonly string[], { ofReplicas }: ConfigKind): string | undefined {
  if (ofReplicas !== true || values.length === 0 || (values.length === 1 && values[0] === '*')) return undefined;
  if (values.every((value) => /^\d+:\d+$/.test(value))) return undefined;
  const form = '[partitionId]:[brokerId],[partitionId]:[brokerId],...';
  return `must be the literal '*' or a list of replicas in the following format: ${form}`;
}

function noneOf(values: readonly string[], { oneOf }: ConfigKind): string | undefined {
  if (oneOf === undefined || values.every((value) => oneOf.includes(value))) return undefined;
  return `String must be one of: ${oneOf.join(', ')}`;
}
