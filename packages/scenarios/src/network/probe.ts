/** Requests the health of a server, as a supervisor does. */
export interface Probed {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** `address` is that of its event `health.listening`. */
export async function probe(address: unknown, path: '/livez' | '/readyz' | '/startupz' | '/status'): Promise<Probed> {
  const response = await fetch(`http://${String(address)}${path}`);
  return { status: response.status, body: (await response.json()) as Probed['body'] };
}
