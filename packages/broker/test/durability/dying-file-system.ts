/**
 * A file system in which the process dies after a number of steps, as by SIGKILL: everything before that is on disk,
 * nothing after it. A write is two steps, so that death also happens in the middle of one. What the "dead" process
 * still tries throws and changes nothing. Flushes have no effect, since the machine survives.
 */
import fs from 'node:fs';
import promises from 'node:fs/promises';

type Call = (...args: never[]) => unknown;

/** All calls that the broker uses to change anything on disk. */
const changing = ['renameSync', 'rmSync', 'mkdirSync', 'ftruncateSync', 'openSync'] as const;
const changingLater = ['rename', 'rm', 'mkdir'] as const;

export interface DyingFileSystem {
  /** The number of steps so far. */
  readonly steps: number;
  readonly isDead: boolean;
  restore(): void;
}

/** From now on, until `restore`: death comes before step `lastStep + 1`. `Infinity` only counts. */
export function dieAfter(lastStep: number): DyingFileSystem {
  const restores: (() => void)[] = [];
  let steps = 0;
  let isDead = false;
  const step = (): void => {
    isDead ||= steps >= lastStep;
    if (isDead) throw new Error('the process is dead');
    steps += 1;
  };
  const replace = <Module extends object>(module: Module, name: keyof Module, wrap: (real: Call) => Call): void => {
    const real = module[name];
    module[name] = wrap(real as Call) as Module[keyof Module];
    restores.push(() => {
      module[name] = real;
    });
  };
  const asSync = (real: Call): Call => {
    return (...args) => {
      const isReading = args[1] === 'r';
      if (!isReading) step();
      return real(...args);
    };
  };
  const asPromise = (real: Call): Call => {
    return async (...args) => {
      step();
      return await real(...args);
    };
  };
  for (const name of changing) replace(fs, name, asSync);
  for (const name of changingLater) replace(promises, name, asPromise);
  replace(fs, 'writeSync', (real) => {
    const write = real as (fd: number, bytes: Buffer, from: number, length: number, position: number) => number;
    return ((fd: number, bytes: Buffer, from: number, length: number, position: number) => {
      step();
      const half = Math.floor(length / 2);
      write(fd, bytes, from, half, position);
      step();
      return half + write(fd, bytes, from + half, length - half, position + half);
    }) as Call;
  });
  const whole = (real: Call): Call => {
    const write = real as (file: unknown, text: string, ...rest: unknown[]) => unknown;
    return ((file: unknown, text: string, ...rest: unknown[]) => {
      step();
      write(file, text.slice(0, text.length / 2), ...rest);
      step();
      return write(file, text, ...rest);
    }) as Call;
  };
  replace(fs, 'fsyncSync', () => () => undefined);
  replace(fs, 'writeFileSync', whole);
  replace(promises, 'writeFile', (real) => {
    const write = real as (file: string, text: string, options?: object) => Promise<void>;
    return (async (file: string, text: string, options?: object) => {
      step();
      await write(file, text.slice(0, text.length / 2), options);
      step();
      await write(file, text);
    }) as Call;
  });
  replace(promises, 'open', (real) => {
    return async (...args) => {
      step();
      const handle = (await real(...args)) as promises.FileHandle;
      const write = handle.writeFile.bind(handle);
      handle.sync = async () => undefined;
      handle.writeFile = async (text) => {
        step();
        await handle.write(String(text).slice(0, String(text).length / 2), 0);
        step();
        await handle.truncate(0);
        await write(text);
      };
      return handle;
    };
  });
  return {
    get steps() {
      return steps;
    },
    get isDead() {
      return isDead;
    },
    restore() {
      for (const restore of restores) restore();
    },
  };
}
