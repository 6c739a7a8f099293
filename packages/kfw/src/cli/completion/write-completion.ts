/** `kfw completion`: the script of a shell, made of the commands that this kfw has. */
import type { Command } from 'commander';
import { print } from '../../terminal/print.js';
import { bashScript } from './bash-script.js';
import { type CompletedCommand, completedCommands } from './completed-commands.js';
import { fishScript } from './fish-script.js';
import { zshScript } from './zsh-script.js';

const scripts: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `shell` is one of the choices of the command's argument. */
export function writeCompletion(program: Command, shell: string): void {
  print(scripts[shell]?.(completedCommands(program)) ?? '');
}
