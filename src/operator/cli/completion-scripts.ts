/** What can be completed of a command. */
export type Completed = {
  name: string;
  summary: string;
  /** For its arguments. */
  words: readonly string[];
  options: readonly { flag: string; does: string; takesValue: boolean; choices: readonly string[] }[];
};

/** All of it is of the bridge's own making; only quotes and what the shells interpret need care. */
export function bashScript(commands: readonly Completed[]): string {
  const values = new Map(
    commands.flatMap(({ options }) =>
      options.filter(({ takesValue }) => takesValue).map(({ flag, choices }) => [flag, choices.join(' ')] as const),
    ),
  );
  return `# bash completion of bridge
_bridge() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.map(({ name }) => name).join(' ')} --help --version'
  else
    case "$before" in
${[...values].map(([flag, choices]) => `      ${flag}) COMPREPLY=($(compgen -W '${choices}' -- "$word")); return ;;`).join('\n')}
    esac
    case "\${COMP_WORDS[1]}" in
${commands.map((command) => `      ${command.name}) words='${wordsOf(command).join(' ')}' ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _bridge bridge`;
}

function wordsOf({ words, options }: Completed): string[] {
  return [...words, ...options.map(({ flag }) => flag), '--help'];
}

export function zshScript(commands: readonly Completed[]): string {
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${colonsEscaped(summary)}`)}`);
  return `#compdef bridge
_bridge() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "\${words[1]}" in
${commands.map((command) => `    ${command.name}) _arguments ${argumentsOf(command).map(quoted).join(' ')} ;;`).join('\n')}
  esac
}
if [ "$funcstack[1]" = _bridge ]; then _bridge "$@"; else compdef _bridge bridge; fi`;
}

function argumentsOf({ words, options }: Completed): string[] {
  const flags = options.map(({ flag, does, takesValue, choices }) => {
    const value = takesValue ? `:${flag.slice(2)}:${choices.length > 0 ? `(${choices.join(' ')})` : ' '}` : '';
    return `${flag}[${colonsEscaped(does).replaceAll(/[[\]]/g, '\\$&')}]${value}`;
  });
  return [...flags, '--help[print help]', ...(words.length > 0 ? [`1:word:(${words.join(' ')})`] : [])];
}

function colonsEscaped(text: string): string {
  return text.replaceAll(':', '\\:');
}

export function fishScript(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, summary, words, options }) => {
    const seen = `complete -c bridge -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c bridge -n __fish_use_subcommand -a ${name} -d ${quotedForFish(summary)}`,
      ...(words.length > 0 ? [`${seen} -a ${quoted(words.join(' '))}`] : []),
      ...options.map(({ flag, does, takesValue, choices }) => {
        const value = takesValue ? ` -x${choices.length > 0 ? ` -a ${quoted(choices.join(' '))}` : ''}` : '';
        return `${seen} -l ${flag.slice(2)}${value} -d ${quotedForFish(does)}`;
      }),
    ];
  });
  return ['# fish completion of bridge', 'complete -c bridge -f', 'complete -c bridge -s h -l help', ...lines].join(
    '\n',
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Within the quotes of fish a backslash escapes. */
function quotedForFish(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
