/** An API as clients see it in the response to ApiVersions. */
export interface ServedApi {
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** The lowest advertised version, if it is lower than the lowest that is served. */
  readonly advertisedFrom?: number;
}
