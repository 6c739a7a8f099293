/**
 * A small schema registry for these tests: keeps schemas in memory, counts requests by method and path, and can be told
 * to send other responses or to delay them.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface TestResponse {
  status: number;
  body: unknown;
}

const subjectNotFound: TestResponse = { status: 404, body: { error_code: 40401, message: 'Subject not found' } };

export class TestRegistry {
  readonly requests: string[] = [];
  readonly authorizations: (string | undefined)[] = [];
  /** Its result, if any, is sent instead of the registry's response. */
  intercept: (method: string, path: string) => TestResponse | undefined = () => undefined;
  /** Awaited before each response. */
  gate: Promise<void> = Promise.resolve();
  readonly #schemas: { schema: string; subjects: Set<string> }[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<TestRegistry> {
    const registry = new TestRegistry();
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Registers without a request. Returns the id. */
  add(definition: unknown, subject = 'given'): number {
    const schema = JSON.stringify(definition);
    let index = this.#schemas.findIndex((known) => known.schema === schema);
    if (index === -1) index = this.#schemas.push({ schema, subjects: new Set() }) - 1;
    this.#schemas[index]?.subjects.add(subject);
    return index + 1;
  }

  subjects(): string[] {
    return [...new Set(this.#schemas.flatMap((known) => [...known.subjects]))];
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url}`);
    this.authorizations.push(request.headers.authorization);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await this.gate;
    const text = Buffer.concat(chunks).toString();
    const { status, body } = this.intercept(method, url) ?? this.#respond(method, url, text);
    response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' });
    response.end(JSON.stringify(body));
  }

  #respond(method: string, url: string, text: string): TestResponse {
    const [, id] = /^\/schemas\/ids\/(\d+)$/.exec(url) ?? [];
    if (id !== undefined) {
      const known = this.#schemas[Number(id) - 1];
      return known === undefined
        ? { status: 404, body: { error_code: 40403, message: 'Schema not found' } }
        : { status: 200, body: { schema: known.schema } };
    }
    if (method === 'GET' && url === '/subjects') return { status: 200, body: this.subjects() };
    const [, latest] = /^\/subjects\/([^/]+)\/versions\/latest$/.exec(url) ?? [];
    if (method === 'GET' && latest !== undefined) return this.#latest(decodeURIComponent(latest));
    if (url.startsWith('/compatibility/')) return { status: 200, body: { is_compatible: true } };
    const [, subject, versions] = /^\/subjects\/([^/]+)(\/versions)?$/.exec(url) ?? [];
    if (method !== 'POST' || subject === undefined) return { status: 404, body: { message: 'Not found' } };
    const { schema } = JSON.parse(text) as { schema: string };
    const name = decodeURIComponent(subject);
    if (versions !== undefined) return { status: 200, body: { id: this.add(JSON.parse(schema), name) } };
    const index = this.#schemas.findIndex((known) => known.schema === schema && known.subjects.has(name));
    return index === -1 ? subjectNotFound : { status: 200, body: { id: index + 1 } };
  }

  #versionsOf(subject: string): number {
    return this.#schemas.filter(({ subjects }) => subjects.has(subject)).length;
  }

  #latest(subject: string): TestResponse {
    const index = this.#schemas.findLastIndex((known) => known.subjects.has(subject));
    const known = this.#schemas[index];
    if (known === undefined) return subjectNotFound;
    return { status: 200, body: { subject, version: this.#versionsOf(subject), id: index + 1, schema: known.schema } };
  }
}
