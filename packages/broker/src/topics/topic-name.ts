/** Kafka's rules for topic names, with its messages. They make every name safe as a file name. */
const maxLength = 249;

/** `undefined` when the name is valid. */
export function mistakeInTopicName(name: string): string | undefined {
  const mistake = reason(name);
  return mistake === undefined ? undefined : `Topic name is invalid: ${mistake}`;
}

function reason(name: string): string | undefined {
  if (name === '') return 'the empty string is not allowed';
  if (name === '.' || name === '..') return `'${name}' is not allowed`;
  if (name.length > maxLength) return `the length of '${name}' is longer than the max allowed length ${maxLength}`;
  if (/^[\w.-]+$/.test(name)) return undefined;
  return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
}
