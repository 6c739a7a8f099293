/** Declares `kfw completion`. */
import { Argument, type Command } from 'commander';
import { example } from '../command-options.js';

export function registerCompletion(program: Command): void {
  program
    .command('completion')
    .description('write the completion script of a shell on standard output')
    .addArgument(new Argument('<shell>', 'the shell that will read it').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      example(
        'source <(kfw completion bash)',
        'mkdir -p ~/.zfunc && kfw completion zsh > ~/.zfunc/_kfw',
        'mkdir -p ~/.config/fish/completions && kfw completion fish > ~/.config/fish/completions/kfw.fish',
      ),
    )
    .action(async (shell: string) => {
      const { writeCompletion } = await import('../completion/write-completion.js');
      writeCompletion(program, shell);
    });
}
