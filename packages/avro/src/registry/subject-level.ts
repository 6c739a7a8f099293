/**
 * The compatibility level that counts for a subject. It is asked for a warning only, and not every registry serves it or
 * lets everybody read it: whatever keeps it from being known is no failure.
 */
import type { CompatibilityLevel } from '@kfw/schema-compat';
import { asLevel } from './requests/api-shapes.js';
import type { RegistryRequests } from './requests/registry-requests.js';

/** `undefined` when the registry does not say. */
export async function subjectLevel(
  requests: RegistryRequests,
  subject: string,
): Promise<CompatibilityLevel | undefined> {
  return (
    (await levelAt(requests, `/config/${encodeURIComponent(subject)}?defaultToGlobal=true`)) ??
    // Apicurio knows no level of a subject without a version.
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
