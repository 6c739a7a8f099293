/**
 * Tags by Datadog's rules (docs.datadoghq.com/getting_started/tagging). They have letters, digits, `_`, `-`, `:`, `.` and `/`, everything else
 * becomes `_`; at most 200 characters with the key. Datadog makes capitals small by itself.
 */

const unsafe = /[^\p{L}\p{N}_\-:./]/gu;
const maxLength = 200;

/** Keys that Datadog uses for something else: `version` is that of the app. */
const renamed: Readonly<Record<string, string>> = { version: 'kfw_version', node: 'node_version' };

export function datadogTags(labels: readonly (readonly [string, string])[]): string[] {
  return labels.map(([label, value]) => `${renamed[label] ?? label}:${value.replace(unsafe, '_')}`.slice(0, maxLength));
}
