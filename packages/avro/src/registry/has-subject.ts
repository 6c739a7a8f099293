/** Whether the registry has a subject. Does not load the library, which the caller may not need. */
import { asVersion } from './requests/api-shapes.js';
import { Refusal } from './requests/registry-failure.js';
import type { RegistryRequests } from './requests/registry-requests.js';

/** @throws Refusal | Unauthorized | Unavailable */
export async function hasSubject(requests: RegistryRequests, subject: string): Promise<boolean> {
  const path = `/subjects/${encodeURIComponent(subject)}/versions/latest`;
  try {
    await requests.send({ method: 'GET', path, shape: asVersion });
    return true;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.isNotFound) return false;
    throw thrown;
  }
}
