/** The error of a value that JSON cannot represent, with its path, which is put together while the search returns. */

/** Of a path that is longer, its two ends are shown. */
const longestPath = 160;
const plainName = /^[A-Za-z_$][\w$]*$/;

export class JsonLoss {
  /** From the inside out: names of fields, indices of lists. */
  readonly #names: (string | number)[] = [];
  #cycle = 0;

  /** `tooDeep` is the value at which the search gave up; it may be one that it is inside of. */
  constructor(
    private readonly problem: string,
    private readonly tooDeep?: object,
  ) {}

  /** It is inside of this value, under this name. */
  inside(holder: object, name: string | number): this {
    this.#names.push(name);
    if (holder !== this.tooDeep) return this;
    // What lies between the same object and itself comes again and again: once says it.
    if (this.#cycle === 0) this.#cycle = this.#names.length;
    this.#names.length = this.#cycle;
    return this;
  }

  /** `payload.tags[2]: a Map would be written as {}. …`; `root` is what the path begins with. */
  describe(root: string): string {
    const problem =
      this.#cycle === 0
        ? this.problem
        : 'it is an object that it is itself inside of, which JSON cannot hold. Give its id instead.';
    return `${this.#path(root)}: ${problem}`;
  }

  #path(root: string): string {
    let path = root;
    for (const name of this.#names.toReversed()) {
      if (typeof name === 'number') path += `[${name}]`;
      else path += plainName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    }
    if (path.length <= longestPath) return path;
    return `${path.slice(0, longestPath / 2)} … ${path.slice(-longestPath / 2)}`;
  }
}
