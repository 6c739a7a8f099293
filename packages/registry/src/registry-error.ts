/**
 * The error of a rejected request: a status, the error code of Confluent's API, and a message. Statuses and codes are
 * those of Apicurio's `ccompat/v7`; docs/reference/registry.md lists the differences.
 */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';

  constructor(
    readonly status: number,
    readonly errorCode: number,
    message: string,
  ) {
    super(message);
  }
}

export const subjectNotFound = (subject: string): RegistryError =>
  new RegistryError(404, 40401, `Subject '${subject}' not found.`);

export const versionNotFound = (subject: string, version: string | number): RegistryError =>
  new RegistryError(404, 40402, `Version ${version} of subject '${subject}' not found.`);

export const schemaNotFound = (what: string): RegistryError => new RegistryError(404, 40403, `${what} not found.`);

export const invalidSchema = (message: string): RegistryError => new RegistryError(422, 42201, message);
