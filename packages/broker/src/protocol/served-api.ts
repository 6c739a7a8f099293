/** An API as clients see it in the response to ApiVersions. */
export interface ServedApi {
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** The least version that clients are told of, when it is lower than what is served. */
  readonly advertisedFrom?: number;
}
