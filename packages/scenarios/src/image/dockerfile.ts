/** Reads a Dockerfile: the subset of the language that the template of an app uses, and an error for anything else. */

export interface Copy {
  readonly kind: 'copy';
  /** The stage that it copies from; the build's context when left out. */
  readonly from?: string;
  readonly sources: readonly string[];
  readonly target: string;
}

export interface Run {
  readonly kind: 'run';
  readonly command: string;
}

export interface Stage {
  readonly base: string;
  readonly name?: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The user of its command; root by default. */
  readonly user?: string;
  readonly steps: readonly (Copy | Run)[];
  readonly command: readonly string[];
}

type Draft = { -readonly [Field in keyof Stage]: Stage[Field] } & { steps: (Copy | Run)[] };

export function readDockerfile(text: string, args: Readonly<Record<string, string>> = {}): readonly Stage[] {
  const stages: Draft[] = [];
  const values = new Map<string, string>();
  const filled = (words: string): string =>
    words.replace(/\$\{(\w+)\}/g, (_whole, name: string) => args[name] ?? values.get(name) ?? '');
  for (const line of text.split('\n').filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
    const [, instruction, rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (instruction === 'ARG') {
      const [name = '', value = ''] = rest.split('=');
      values.set(name, value);
      continue;
    }
    if (instruction === 'FROM') {
      const [base = '', , name] = filled(rest).split(' ');
      stages.push({ base, folder: '/', env: {}, steps: [], command: [], ...(name !== undefined && { name }) });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error(`${line} is before the first FROM`);
    switch (instruction) {
      case 'WORKDIR':
        stage.folder = rest;
        break;
      case 'ENV':
        stage.env = { ...stage.env, ...Object.fromEntries(rest.split(' ').map((one) => one.split('='))) };
        break;
      case 'USER':
        stage.user = rest;
        break;
      case 'CMD':
        stage.command = JSON.parse(rest) as string[];
        break;
      case 'RUN':
        stage.steps.push({ kind: 'run', command: rest });
        break;
      case 'COPY':
        stage.steps.push(copyOf(rest));
        break;
      default:
        throw new Error(`${line} is not understood`);
    }
  }
  return stages;
}

function copyOf(rest: string): Copy {
  const words = rest.split(' ');
  const [, from] = /^--from=(.+)$/.exec(words[0] ?? '') ?? [];
  const places = from === undefined ? words : words.slice(1);
  const target = places.pop();
  if (target === undefined || places.some((place) => place.startsWith('--')))
    throw new Error(`COPY ${rest} is not understood`);
  return { kind: 'copy', sources: places, target, ...(from !== undefined && { from }) };
}
