import type { CommandWords, ValueKind } from './usage-words.ts';

/**
 * The names of channels or sources, read from the settings file by the shell: to start the program would take a third of
 * a second at each Tab. The file may have another name, then nothing is completed.
 */
export const namesInShell = `  sed -nE 's/.*(^|[[:space:]{,-])name:[[:space:]]*["'"'"']?([a-z0-9][a-z0-9_-]*).*/\\2/p' "$1" 2>/dev/null`;

const completed: Record<ValueKind, string> = {
  file: 'COMPREPLY=($(compgen -f -- "$word"))',
  channel: 'COMPREPLY=($(compgen -W "$(_khabarshy_names channels.yaml)" -- "$word"))',
  source: 'COMPREPLY=($(compgen -W "$(_khabarshy_names sources.yaml)" -- "$word"))',
  free: 'COMPREPLY=()',
};

/** The script for bash. It needs nothing but bash and sed. */
export function bashCompletion(commands: readonly CommandWords[]): string {
  return `# Completion of khabarshy for bash, written by \`khabarshy completion bash\`.
_khabarshy_names() {
${namesInShell}
}

_khabarshy() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...commands.map(({ name }) => name), 'help', '--help', '--version'].join(' ')}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${commands.map(branchOf).join('\n')}
  help) COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word")) ;;
  esac
}

complete -o filenames -F _khabarshy khabarshy
`;
}

function branchOf({ following, name, options, values, words }: CommandWords): string {
  const cases = [...following].map(([before, kind]) => `    ${before}) ${completed[kind]}; return ;;`);
  const offer = (list: readonly string[]) => `COMPREPLY=($(compgen -W "${list.join(' ')}" -- "$word"))`;
  return [
    `  ${name})`,
    ...(cases.length === 0 ? [] : ['    case "$before" in', ...cases, '    esac']),
    `    if [[ "$word" == -* ]]; then ${offer(options)}; return; fi`,
    ...(words.length === 0 ? [] : [`    if [ "$COMP_CWORD" -eq 2 ]; then ${offer(words)}; return; fi`]),
    ...values.map((kind) => `    ${completed[kind]}`),
    '    ;;',
  ].join('\n');
}
