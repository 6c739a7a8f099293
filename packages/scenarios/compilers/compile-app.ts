/** The ways from the app's sources to running code: files compiled into `dist`, and sources that Node loads directly. */
import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout, runProgram } from '@kfw/test-cluster';
import { type Config, transformFile } from '@swc/core';

const source = path.join(import.meta.dirname, 'app');

type Options = Readonly<Record<string, unknown>>;

/** How an app is compiled, and the environment that finds the result. */
export interface Compiler {
  readonly environment: 'development' | 'production';
  readonly tsconfig?: Options;
  /** Of the app's package.json: CommonJS when it says nothing. Default `module`. */
  readonly type?: 'module' | 'commonjs';
  compile(root: string): Promise<void>;
}

const tsc = (options: Options): Compiler => ({
  environment: 'production',
  tsconfig: options,
  async compile(root) {
    const { code, output } = await runProgram(process.execPath, [
      path.join(checkout, 'node_modules/.bin/tsc'),
      '-p',
      root,
    ]);
    if (code !== 0) throw new Error(`tsc ended with ${code}: ${output}`);
  },
});

const swc = (transform: NonNullable<NonNullable<Config['jsc']>['transform']>): Compiler => ({
  environment: 'production',
  async compile(root) {
    const files = await readdir(root, { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts') && !name.startsWith('node_modules'))) {
      const { code } = await transformFile(path.join(root, file), {
        swcrc: false,
        jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true }, transform },
        module: { type: 'es6' },
      });
      const built = path.join(root, 'dist', file.replace(/ts$/, 'js'));
      await mkdir(path.dirname(built), { recursive: true });
      await writeFile(built, code);
    }
  },
});

/** No build: kfw loads the sources through tsx, which is esbuild. */
const tsx = (options: Options): Compiler => ({
  environment: 'development',
  tsconfig: options,
  compile: () => Promise.resolve(),
});

export const compilers: Readonly<Record<string, Compiler>> = {
  'tsc, legacy decorators': tsc({ experimentalDecorators: true }),
  'tsc, legacy decorators with metadata': tsc({ experimentalDecorators: true, emitDecoratorMetadata: true }),
  'tsc, standard decorators': tsc({}),
  'swc, legacy decorators': swc({ legacyDecorator: true }),
  'swc, legacy decorators with metadata': swc({ legacyDecorator: true, decoratorMetadata: true }),
  'swc, standard decorators of 2022-03': swc({ decoratorVersion: '2022-03' }),
  'swc, standard decorators of 2023-11': swc({ decoratorVersion: '2023-11' }),
  'tsx, legacy decorators': tsx({ experimentalDecorators: true }),
  'tsx, standard decorators': tsx({}),
  'tsc, CommonJS': { ...tsc({}), type: 'commonjs' },
  'tsx, CommonJS': { ...tsx({}), type: 'commonjs' },
};

/** Copies the sources into `root`, with these files over them, and compiles them there. */
export async function compileApp(
  root: string,
  compiler: Compiler,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await cp(source, root, { recursive: true });
  await symlink(path.join(checkout, 'node_modules'), path.join(root, 'node_modules'), 'dir');
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023', 'ESNext.Decorators', 'ESNext.Disposable'],
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    rootDir: '.',
    outDir: 'dist',
    ...compiler.tsconfig,
  };
  const tsconfig = { compilerOptions, include: ['kfw.ts', 'app', 'config'] };
  const own = {
    'package.json': JSON.stringify({ type: compiler.type ?? 'module' }),
    'tsconfig.json': JSON.stringify(tsconfig),
    ...files,
  };
  for (const [file, text] of Object.entries(own)) await writeFile(path.join(root, file), text);
  await compiler.compile(root);
}
