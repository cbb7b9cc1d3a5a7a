import type { Command, PlainCommand } from './command.ts';
import { bashScript, type Completed, fishScript, zshScript } from './completion-scripts.ts';
import { declarationOf } from './options.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `bridge completion <shell>`: prints a script that completes commands, options and their values. */
export function createCompletionCommand(commands: () => readonly Command[]): PlainCommand {
  return {
    name: 'completion',
    group: 'This program',
    summary: 'print a script with which a shell completes commands and options',
    args: [{ name: '<shell>', does: 'your shell: bash, zsh or fish', choices: Object.keys(scripts) }],
    examples: [
      ['bridge completion bash >> ~/.bashrc', 'for bash'],
      ['bridge completion zsh > ~/.zfunc/_bridge', 'for zsh'],
      ['bridge completion fish > ~/.config/fish/completions/bridge.fish', 'for fish'],
    ],
    needs: 'nothing',
    run({ printText, args }) {
      const [shell] = args as [keyof typeof scripts];
      printText(scripts[shell](completed(commands())));
      return 0;
    },
  };
}

function completed(commands: readonly Command[]): Completed[] {
  const declared = commands.map(({ name, summary, args = [], options = [] }) => ({
    name,
    summary,
    words: [...args.flatMap(({ choices = [] }) => choices), ...childrenOf(name, commands)],
    options: options.map((option) => {
      const { flags, does, choices = [] } = declarationOf(option);
      const [flag = '', value] = flags.split(' ');
      return { flag, does, takesValue: value !== undefined, choices };
    }),
  }));
  const help = {
    name: 'help',
    summary: 'print the help of a command',
    words: declared.map(({ name }) => name).filter((name) => !name.includes(' ')),
    options: [],
  };
  return [...declared, help];
}

/** The second words of those whose first is this one. */
function childrenOf(name: string, commands: readonly Command[]): string[] {
  return commands.flatMap((each) => (each.name.startsWith(`${name} `) ? [each.name.slice(name.length + 1)] : []));
}
