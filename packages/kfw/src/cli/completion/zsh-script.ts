/** The completion script of zsh: a function that finds the command, then describes its words and options. */
import type { CompletedCommand } from './completed-commands.js';

export function zshScript(commands: readonly CompletedCommand[]): string {
  const steps = commands.flatMap(({ path, aliases }) => {
    const before = path.slice(0, -1).join(' ');
    return path.length === 0
      ? []
      : [path.at(-1) ?? '', ...aliases].map((word) => `      '${before}:${word}') at='${path.join(' ')}' ;;`);
  });
  const offers = commands.map(({ path, words, options }) => {
    const offered = [
      ...words.map(({ word, description }) => described(word, description)),
      ...options.flatMap(({ flags, description }) => flags.map((flag) => described(flag, description))),
    ];
    return `    '${path.join(' ')}') offered=(${offered.join(' ')}) ;;`;
  });
  return `#compdef kfw
# The completion of kfw for zsh.
_kfw() {
  local at='' word
  local -a offered
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at:$word" in
${steps.join('\n')}
    esac
  done
  case "$at" in
${offers.join('\n')}
  esac
  _describe 'kfw' offered
  _files
}
if [ "$funcstack[1]" = "_kfw" ]; then _kfw "$@"; else compdef _kfw kfw; fi
`;
}

/** `_describe` splits at the first colon. */
function described(word: string, description: string): string {
  return `'${word.replaceAll(':', '\\:')}:${description.replaceAll("'", "'\\''")}'`;
}
