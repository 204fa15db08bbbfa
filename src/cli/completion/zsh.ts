import { namesInShell } from './bash.ts';
import type { CommandWords, ValueKind } from './usage-words.ts';

const completed: Record<ValueKind, string> = {
  file: '_files',
  channel: 'compadd -- ${(f)"$(_khabarshy_names channels.yaml)"}',
  source: 'compadd -- ${(f)"$(_khabarshy_names sources.yaml)"}',
  free: 'return 0',
};

/** The script for zsh. It needs compinit. */
export function zshCompletion(commands: readonly CommandWords[]): string {
  const described = commands.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`);
  return `#compdef khabarshy
# Completion of khabarshy for zsh, written by \`khabarshy completion zsh\`.
_khabarshy_names() {
${namesInShell}
}

_khabarshy() {
  local -a all
  all=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands 'command of khabarshy' all
    return
  fi
  local word="\${words[CURRENT]}" before="\${words[CURRENT-1]}"
  case "\${words[2]}" in
${commands.map(branchOf).join('\n')}
  help) _describe -t commands 'command of khabarshy' all ;;
  esac
}

(( \${+functions[compdef]} )) && compdef _khabarshy khabarshy
`;
}

function branchOf({ following, name, options, values, words }: CommandWords): string {
  const cases = [...following].map(([before, kind]) => `    ${before}) ${completed[kind]}; return ;;`);
  return [
    `  ${name})`,
    ...(cases.length === 0 ? [] : ['    case "$before" in', ...cases, '    esac']),
    `    if [[ "$word" == -* ]]; then compadd -- ${options.join(' ')}; return; fi`,
    ...(words.length === 0
      ? []
      : [`    if (( CURRENT == 3 )); then compadd -- ${words.join(' ')}; return; fi`]),
    ...values.map((kind) => `    ${completed[kind]}`),
    '    ;;',
  ].join('\n');
}

function quoted(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(':', '\\:');
}
