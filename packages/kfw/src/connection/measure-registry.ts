/** Measures the requests to the schema registry. */
import { type RegistryRequestResult, registryRequestErrors } from '@kfw/avro';
import type { Measurements } from '@kfw/core';

/** Returns the hook of the registry's client. The series begin at 0 now. */
export function measureRegistry(measurements: Measurements): (result: RegistryRequestResult) => void {
  const seconds = measurements.histogram('kfw_registry_request_seconds', {});
  const counterOf = (error: string) => measurements.counter('kfw_registry_request_errors_total', { error });
  for (const error of registryRequestErrors) counterOf(error);
  return ({ durationMs, error }) => {
    seconds.observe(durationMs / 1_000);
    if (error !== undefined) counterOf(error).add();
  };
}
