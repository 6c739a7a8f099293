/** The paths that listeners serve on the health address, such as `/metrics`. Where a process serves none, they are unused. */

export interface EndpointResponse {
  /** Default 200. */
  readonly status?: number;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly body: string;
}

/** Called for each GET and HEAD; the health server bounds its time. An error is a 500 without details, and `listener.failed`. */
export type Endpoint = () => EndpointResponse | Promise<EndpointResponse>;

export interface Endpoints {
  /** `path` begins with a slash. Throws `KFW_ENDPOINT_TAKEN` when it is served already, `KFW_ENDPOINT_INVALID` for another form. */
  add(path: string, respond: Endpoint): void;
}
