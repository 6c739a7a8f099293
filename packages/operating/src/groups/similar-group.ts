/** What a group was probably meant to be: it has another name in the routes of an app than on the cluster. */
import { suggestName } from '@kfw/core';

/**
 * One whose name is that of an app and `written`, as kfw names groups (`shop_billing` for `billing`), or else the nearest.
 * `undefined` when no name is similar.
 */
export function similarGroup(written: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const ofAnApp = names.filter((name) => name.endsWith(`_${written}`)).sort();
  return ofAnApp[0] ?? suggestName(written, names);
}
