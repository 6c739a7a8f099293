/**
 * The completion script of bash: one function that finds the command from the words before the cursor, then offers what
 * the table has for it. After an option that takes a value it offers files, as bash does without a script.
 */
import type { CompletedCommand } from './completed-commands.js';

export function bashScript(commands: readonly CompletedCommand[]): string {
  const steps = commands.flatMap(({ path, aliases }) => {
    const before = path.slice(0, -1).join(' ');
    return path.length === 0
      ? []
      : [path.at(-1) ?? '', ...aliases].map((word) => ({ from: `${before}:${word}`, to: path.join(' ') }));
  });
  const valued = new Set(
    commands.flatMap(({ options }) => options.filter(({ takesValue }) => takesValue).flatMap(({ flags }) => flags)),
  );
  const offers = commands.map(({ path, words, options }) => {
    const offered = [...words.map(({ word }) => word), ...options.flatMap(({ flags }) => flags)];
    return `    '${path.join(' ')}') offered='${offered.join(' ')}' ;;`;
  });
  return `# The completion of kfw for bash.
_kfw() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path='' offered='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path:$word" in
${steps.map(({ from, to }) => `      '${from}') path='${to}' ;;`).join('\n')}
    esac
  done
  case "$previous" in
    ${[...valued].sort().join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "$path" in
${offers.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
}
complete -o default -F _kfw kfw
`;
}
