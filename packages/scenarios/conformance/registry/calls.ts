/**
 * One call of the registry's API and its response, without the values that must differ between two registries: ids become the
 * order in which they were first seen, messages that there is one.
 */

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `~` stands for a text of this run, in paths and bodies, so that runs share nothing. */
  readonly path: string;
  readonly body?: unknown;
}

export interface Outcome {
  readonly status: number;
  readonly body: unknown;
}

export class Caller {
  readonly #url: string;
  readonly #run: string;
  readonly #ids = new Map<number, string>();

  constructor(url: string, run: string) {
    this.#url = url;
    this.#run = run;
  }

  async call({ method, path, body }: Call): Promise<Outcome> {
    const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request = { method, headers, ...(body === undefined ? {} : { body: this.#named(text) }) };
    const ids = [...this.#ids].map(([id, name]) => [name, String(id)] as const);
    const known = ids.reduce((address, [name, id]) => address.replace(name, id), path);
    const answer = await fetch(this.#url + this.#named(known), request);
    return { status: answer.status, body: this.#comparable(await answer.text()) };
  }

  #named(text: string): string {
    return text.replaceAll('~', this.#run);
  }

  #comparable(text: string): unknown {
    try {
      return this.#walk(JSON.parse(text.replaceAll(this.#run, '~')), '');
    } catch {
      return text === '' ? 'nothing' : text.replaceAll(this.#run, '~');
    }
  }

  #walk(value: unknown, key: string): unknown {
    if (key === 'id' && typeof value === 'number') return this.#idName(value);
    if (key === 'message') return typeof value;
    if (Array.isArray(value)) return value.map((item) => this.#walk(item, ''));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.#walk(inner, name)]));
  }

  #idName(id: number): string {
    const name = this.#ids.get(id) ?? `#${this.#ids.size + 1}`;
    this.#ids.set(id, name);
    return name;
  }
}
