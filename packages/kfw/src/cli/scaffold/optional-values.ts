/** What the templates of a new app say about its optional packages. */
import { developmentHealthPort, type OptionalPackage } from './optional-packages.js';

/** Placeholders that are on a line of their own end with it: without a package nothing is left of them. */
export function optionalValues(packages: readonly OptionalPackage[]): Readonly<Record<string, string>> {
  const listeners = packages.flatMap(({ name, listener }) => (listener === undefined ? [] : [{ name, listener }]));
  const first = packages.flatMap(({ startsFirst }) => startsFirst ?? []);
  const usesHealth = packages.some((one) => one.usesHealth);
  return {
    firstImports: lines(first.map(({ file }) => `import '${file}';`)),
    packageImports: lines(
      listeners
        .map(({ name, listener }) => `import { ${listener} } from '@kfw/${name}';`)
        .sort((one, other) => (one.slice(one.indexOf('@')) < other.slice(other.indexOf('@')) ? -1 : 1)),
    ),
    fileImports: lines(first.map(({ file, closes }) => `import { ${closes} } from '${file}';`)),
    listeners: list(['logListener()', 'processTitleListener()', ...listeners.map(({ listener }) => `${listener}()`)]),
    closing: lines(
      first.length === 0 ? [] : [`  closing: () => ${first.map(({ closes }) => `${closes}()`).join(', ')},`],
    ),
    health: lines(usesHealth ? developmentHealth : []),
    productionHealth: lines(usesHealth ? productionHealth : []),
    workerHealth1: usesHealth ? ` --health ${developmentHealthPort}` : '',
    workerHealth2: usesHealth ? ` --health ${developmentHealthPort + 1}` : '',
    optionalEnvironment: packages
      .flatMap(({ environment }) => (environment === undefined ? [] : ['', ...environment]))
      .map((line) => `${line}\n`)
      .join(''),
    optionalReadme:
      packages.length === 0 ? '' : `## Observe it\n\n${lines(packages.map(({ readme }) => `- ${readme}`))}\n`,
  };
}

const developmentHealth = [
  '  # /metrics, /livez and /readyz, for this machine only. A second server here takes another port: --health 0.',
  `  health: ${developmentHealthPort}`,
];

const productionHealth = [
  '  # /metrics, /livez and /readyz, for a container:',
  `  # health: 0.0.0.0:${developmentHealthPort}`,
];

const lines = (each: readonly string[]): string => each.map((line) => `${line}\n`).join('');

/** As Biome formats it: on one line while that has room. */
function list(items: readonly string[]): string {
  const short = `[${items.join(', ')}]`;
  return `  listeners: ${short},`.length <= lineWidth ? short : `[\n${lines(items.map((item) => `    ${item},`))}  ]`;
}

const lineWidth = 120;
