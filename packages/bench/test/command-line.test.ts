import { describe, expect, it } from '@jest/globals';
import { type BenchFlags, createCommandLine } from '../src/command-line.js';

interface Ending {
  readonly code: number | undefined;
  readonly output: string;
  readonly ran: readonly [string, BenchFlags][];
}

async function run(...args: string[]): Promise<Ending> {
  let output = '';
  const ran: [string, BenchFlags][] = [];
  const say = (text: string) => {
    output += text;
  };
  const program = createCommandLine(async (name, flags) => {
    ran.push([name, flags]);
  })
    .exitOverride()
    .configureOutput({ writeOut: say, writeErr: say });
  try {
    await program.parseAsync(args, { from: 'user' });
    return { code: undefined, output, ran };
  } catch (thrown) {
    return { code: (thrown as { exitCode: number }).exitCode, output, ran };
  }
}

describe('the command line', () => {
  it('runs a benchmark with 1,000,000 messages and 5 runs by default', async () => {
    const { ran } = await run('consume');
    expect(ran).toEqual([['consume', { messages: 1_000_000, runs: 5 }]]);
  });

  it('takes all options', async () => {
    const { ran } = await run('all', '--brokers', 'a:1,b:2', '--messages', '20000', '--runs', '1', '--json');
    expect(ran).toEqual([['all', { brokers: 'a:1,b:2', messages: 20_000, runs: 1, json: true }]]);
  });

  it('rejects an unknown name with the list of known ones, and exit code 1', async () => {
    const { code, output, ran } = await run('consme');
    expect({ code, ran }).toEqual({ code: 1, ran: [] });
    expect(output).toContain('consume, compressed, keyed, produce, latency, boot, memory, broker, all');
  });

  it.each(['0', '-1', '1.5', 'many', ''])('refuses --runs %p', async (given) => {
    const { code, output } = await run('consume', '--runs', given);
    expect(code).toBe(1);
    expect(output).toContain('It must be a whole number from 1.');
  });

  it('has help with an example and a line for each benchmark', async () => {
    const { code, output } = await run('--help');
    expect(code).toBe(0);
    expect(output).toMatch(/Example:\n {2}npm run -s bench -- consume/);
    expect(output).toContain('npm run -s bench -- keyed --runs 3');
    for (const name of ['consume', 'compressed', 'keyed', 'latency', 'boot', 'memory', 'all'])
      expect(output).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
  });
});
