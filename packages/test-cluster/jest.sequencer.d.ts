interface Test {
  readonly path: string;
}

export declare const longest: readonly string[];

export default class LongestFirst {
  constructor(options: { readonly contexts: readonly unknown[]; readonly globalConfig: object });
  sort<T extends Test>(tests: readonly T[]): T[];
}
