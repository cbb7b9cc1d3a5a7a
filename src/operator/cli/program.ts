import { Argument, Command as Commander, InvalidArgumentError, Option } from 'commander';
import { closest } from './closest.ts';
import { type Command, groups } from './command.ts';
import { allExamples, introduction, textOfExamples, textOfExitStatuses } from './help.ts';
import { declarationOf, type OptionName, type Options } from './options.ts';

export type Given = { options: Options; args: readonly string[] };

type Parts = {
  commands: readonly Command[];
  version: string;
  print: (text: string) => void;
  /** For a help text that was not asked for. */
  printError: (text: string) => void;
  columns: number | undefined;
  onCommand: (command: Command, given: Given) => void | Promise<void>;
};

/** Parses a command line; throws CommanderError when it is wrong, and after help or the version. */
export function createProgram({ commands, version, print, printError, columns, onCommand }: Parts): Commander {
  const program = new Commander('bridge');
  const toTerminal = (write: (text: string) => void) => (text: string) => write(text.replace(/\n$/, ''));
  program
    .usage('[command] [options]')
    .description(introduction)
    .enablePositionalOptions()
    .helpCommand(false)
    .helpOption('-h, --help', 'print help')
    .version(version, '-V, --version', 'print the version')
    .addHelpText('after', `\n${textOfExamples(allExamples)}\n\n${textOfExitStatuses()}`)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .exitOverride()
    .configureOutput({
      writeOut: toTerminal(print),
      writeErr: toTerminal(printError),
      outputError: () => undefined,
      getOutHelpWidth: () => columns ?? 100,
      getErrHelpWidth: () => columns ?? 100,
    })
    .on('command:*', ([name = '']: string[]) => refuseUnknown(program, name));
  for (const group of groups) {
    for (const command of commands) if (command.group === group) declare(program, command, onCommand);
  }
  declareHelp(program);
  return program;
}

function declare(program: Commander, command: Command, onCommand: Parts['onCommand']): void {
  const { name, group, summary, details, args = [], options = [], exitStatuses, examples } = command;
  const declared = program
    .command(name)
    .helpGroup(`${group}:`)
    .summary(summary)
    .description(`${upperFirst(summary)}.${details === undefined ? '' : `\n\n${details}`}`)
    .addHelpText('after', `\n${textOfExamples(examples)}\n\n${textOfExitStatuses(exitStatuses)}`);
  for (const { name: word, does, choices } of args) {
    const argument = new Argument(word.replace('…', '...'), does);
    declared.addArgument(choices ? argument.choices(choices) : argument);
  }
  for (const option of options) declareOption(declared, option);
  declared.action(() => onCommand(command, { options: declared.opts<Options>(), args: declared.args }));
}

function declareOption(declared: Commander, name: OptionName): void {
  const { flags, does, choices, read } = declarationOf(name);
  const option = new Option(flags, does);
  if (choices) option.choices(choices);
  if (read) option.argParser((text) => readWith(read, text));
  declared.addOption(option);
  let isGiven = false;
  declared.on(`option:${option.name()}`, (value?: string) => {
    if (isGiven) declared.error(`option '${flags}' is given more than once`);
    isGiven = true;
    // The next option was taken for a value.
    if (option.required && declared.options.some(({ long, short }) => value === long || value === short)) {
      declared.error(`option '${flags}' argument missing`);
    }
  });
}

function readWith(read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : '');
  }
}

/** Commander's own says nothing useful of a command that does not exist. */
function declareHelp(program: Commander): void {
  program
    .command('help')
    .helpGroup('This program:')
    .argument('[command]')
    .summary('print the help of a command')
    .description('Print the help of a command, or of all.')
    .addHelpText(
      'after',
      `\n${textOfExamples([['bridge help replay', 'print how to replay']])}\n\n${textOfExitStatuses()}`,
    )
    .action((name?: string) => {
      if (name === undefined) return program.help();
      const found = program.commands.find((command) => command.name() === name);
      return found ? found.help() : refuseUnknown(program, name);
    });
}

function refuseUnknown(program: Commander, name: string): never {
  const meant = closest(
    name,
    program.commands.map((command) => command.name()),
  );
  return program.error(`there is no command "${name}"${meant === undefined ? '' : `. Did you mean "${meant}"?`}`);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
