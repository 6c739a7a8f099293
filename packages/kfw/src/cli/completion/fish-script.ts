/** The completion script of fish: a condition that a command was typed, and a line per word and option. */
import type { CompletedCommand, CompletedOption } from './completed-commands.js';

export function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => {
    const condition = `-n '${conditionOf(command, commands)}'`;
    return [
      ...command.words.map(
        ({ word, description }) => `complete -c kfw -f ${condition} -a ${word} -d ${quoted(description)}`,
      ),
      ...command.options.map((option) => `complete -c kfw ${condition} ${optionOf(option)}`),
    ];
  });
  return `# The completion of kfw for fish.
function __kfw_at
  set -l words (commandline -opc)
  set -e words[1]
  set -l path
  for word in $words
    string match -q -- '-*' $word; and continue
    set -a path $word
  end
  set -l length (count $argv)
  test (count $path) -ge $length; and test "$path[1..$length]" = "$argv"
end
${lines.join('\n')}
`;
}

/** At a command, and at none of its subcommands. An alias counts as the name. */
function conditionOf({ path, aliases }: CompletedCommand, commands: readonly CompletedCommand[]): string {
  const inner = commands.filter(
    (each) => each.path.length === path.length + 1 && path.every((word, index) => each.path[index] === word),
  );
  const before = path.slice(0, -1);
  const here = [path, ...aliases.map((alias) => [...before, alias])].map((words) => ['__kfw_at', ...words].join(' '));
  const at = path.length === 0 ? '' : here.join('; or ');
  const names = inner.flatMap((each) => [each.path.at(-1), ...each.aliases]).join(' ');
  const notInner = names === '' ? '' : `not __fish_seen_subcommand_from ${names}`;
  return [at && `begin; ${at}; end`, notInner].filter((part) => part !== '').join('; and ') || 'true';
}

function optionOf({ flags, description, takesValue }: CompletedOption): string {
  const named = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...named, ...(takesValue ? ['-r'] : []), `-d ${quoted(description)}`].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
