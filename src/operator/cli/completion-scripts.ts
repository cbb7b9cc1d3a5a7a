/** What can be completed of a command. `name`: a word, or two where it is a command of another. */
export type Completed = {
  name: string;
  summary: string;
  /** For its arguments, or its own commands. */
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
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands
      .filter(isFirst)
      .map(({ name }) => name)
      .join(' ')} --help --version'
  else
    case "$before" in
${[...values].map(([flag, choices]) => `      ${flag}) COMPREPLY=($(compgen -W '${choices}' -- "$word")); return ;;`).join('\n')}
    esac
    if [ "$COMP_CWORD" -gt 2 ]; then command="$command \${COMP_WORDS[2]}"; fi
    case "$command" in
${commands
  .toSorted(nestedFirst)
  .map((command) => `      '${command.name}'|'${command.name} '*) words='${wordsOf(command).join(' ')}' ;;`)
  .join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _bridge bridge`;
}

function isFirst({ name }: Completed): boolean {
  return !name.includes(' ');
}

function nestedFirst(a: Completed, b: Completed): number {
  return Number(isFirst(a)) - Number(isFirst(b));
}

function wordsOf({ words, options }: Completed): string[] {
  return [...words, ...options.map(({ flag }) => flag), '--help'];
}

export function zshScript(commands: readonly Completed[]): string {
  const parents = commands.filter(({ name }) => commands.some((each) => each.name.startsWith(`${name} `)));
  const described = commands
    .filter(isFirst)
    .map(({ name, summary }) => `    ${quoted(`${name}:${colonsEscaped(summary)}`)}`);
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
    ${parents.map(({ name }) => name).join('|')}) if (( CURRENT > 2 )); then
      words=("\${words[1]} \${words[2]}" "\${(@)words[3,-1]}")
      (( CURRENT-- ))
    fi ;;
  esac
  case "\${words[1]}" in
${commands.map((command) => `    '${command.name}') _arguments ${argumentsOf(command).map(quoted).join(' ')} ;;`).join('\n')}
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
  const children = (name: string) => commands.filter((each) => each.name.startsWith(`${name} `)).map(lastWord);
  const parents = commands.map(({ name }) => name).filter((name) => children(name).length > 0);
  const lines = commands.flatMap(({ name, summary, words, options }) => {
    const [first = '', second] = name.split(' ');
    const others = second === undefined ? parents.filter((parent) => parent !== first) : [];
    const own = `complete -c bridge -n ${quoted(fishCondition(name.split(' '), [...others, ...children(name)]))}`;
    const before = second === undefined ? '__fish_use_subcommand' : fishCondition([first], children(first));
    return [
      `complete -c bridge -n ${quoted(before)} -a ${lastWord({ name })} -d ${quotedForFish(summary)}`,
      ...(words.length > 0 && !parents.includes(name) ? [`${own} -a ${quoted(words.join(' '))}`] : []),
      ...options.map(({ flag, does, takesValue, choices }) => {
        const value = takesValue ? ` -x${choices.length > 0 ? ` -a ${quoted(choices.join(' '))}` : ''}` : '';
        return `${own} -l ${flag.slice(2)}${value} -d ${quotedForFish(does)}`;
      }),
    ];
  });
  return ['# fish completion of bridge', 'complete -c bridge -f', 'complete -c bridge -s h -l help', ...lines].join(
    '\n',
  );
}

/** Some words of the line so far are these, and none are those. */
function fishCondition(words: readonly string[], not: readonly string[]): string {
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  return [...seen, ...(not.length > 0 ? [`not __fish_seen_subcommand_from ${not.join(' ')}`] : [])].join('; and ');
}

function lastWord({ name }: Pick<Completed, 'name'>): string {
  return name.split(' ').at(-1) ?? name;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Within the quotes of fish a backslash escapes. */
function quotedForFish(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
