/** The commands and options of a program, as completion scripts need them. */
import type { Command, Option } from 'commander';

export interface CompletedOption {
  /** `--json`, and `-e` where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
}

export interface CompletedWord {
  readonly word: string;
  readonly description: string;
}

export interface CompletedCommand {
  /** The words that lead to it, each by its name: `['topics', 'read']`; empty for the program itself. */
  readonly path: readonly string[];
  /** Its own aliases: another last word. */
  readonly aliases: readonly string[];
  /** Its subcommands and the choices of its first argument. */
  readonly words: readonly CompletedWord[];
  /** Its own, and those that every command has. */
  readonly options: readonly CompletedOption[];
}

/** The program first, then every command below it. */
export function completedCommands(program: Command): CompletedCommand[] {
  return below(program, []);
}

function below(command: Command, path: readonly string[]): CompletedCommand[] {
  const inner = command.createHelp().visibleCommands(command);
  return [
    {
      path,
      aliases: command.aliases(),
      words: [...inner.map(wordOf), ...choicesOf(command)],
      options: optionsOf(command),
    },
    ...command.commands.flatMap((each) => below(each, [...path, each.name()])),
  ];
}

function wordOf(command: Command): CompletedWord {
  return { word: command.name(), description: command.description() };
}

function choicesOf(command: Command): CompletedWord[] {
  const [first] = command.registeredArguments;
  return (first?.argChoices ?? []).map((word) => ({ word, description: first?.description ?? '' }));
}

function optionsOf(command: Command): CompletedOption[] {
  const help = command.createHelp();
  const found = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const distinct = new Map(found.map((option) => [option.long ?? option.short ?? '', option]));
  return [...distinct.values()].map(completedOption);
}

function completedOption({ long, short, description, required, optional }: Option): CompletedOption {
  return { flags: [long, short].filter((flag) => flag != null), description, takesValue: required || optional };
}
