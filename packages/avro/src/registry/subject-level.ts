/**
 * The effective compatibility level of a subject. It is used for a warning only, and not every registry serves it or
 * lets everyone read it: a failure to get it is ignored.
 */
import type { CompatibilityLevel } from '@kfw/schema-compat';
import { asLevel } from './requests/api-shapes.js';
import type { RegistryRequests } from './requests/registry-requests.js';

/** `undefined` when the registry does not return one. */
export async function subjectLevel(
  requests: RegistryRequests,
  subject: string,
): Promise<CompatibilityLevel | undefined> {
  return (
    (await levelAt(requests, `/config/${encodeURIComponent(subject)}?defaultToGlobal=true`)) ??
    // Apicurio has no level for a subject without a version.
    (await levelAt(requests, '/config'))
  );
}

async function levelAt(requests: RegistryRequests, path: string): Promise<CompatibilityLevel | undefined> {
  try {
    return await requests.send({ method: 'GET', path, shape: asLevel });
  } catch {
    return undefined;
  }
}
