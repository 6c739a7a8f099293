/**
 * Tests and sources are compiled to CommonJS by swc, so that `jest.mock` works as people are used to; packages that
 * are ESM only load through Node's `require(esm)`. Our own packages resolve to their sources.
 */
const swc = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/** The configuration of one package's tests, or of those in other folders. */
export const project = (name, ...folders) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  roots: (folders.length > 0 ? folders : [`packages/${name}`]).map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironment: 'node',
  transform: { '\\.ts$': swc },
  moduleNameMapper: {
    '^@kfw/core/internal$': '<rootDir>/packages/core/src/internal.ts',
    '^@kfw/([^/]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^kfw$': '<rootDir>/packages/kfw/src/index.ts',
    '^kfw/internal$': '<rootDir>/packages/kfw/src/internal.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
});
