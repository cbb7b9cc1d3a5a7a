import { Argument, Command as Commander, InvalidArgumentError, Option } from 'commander';
import { closest } from './closest.ts';
import { type Command, groups } from './command.ts';
import { allExamples, introduction, textOfDocuments, textOfExamples, textOfExitStatuses } from './help.ts';
import { declarationOf, type OptionName, type Options } from './options.ts';

export type Given = { options: Options; args: readonly string[] };

type Parts = {
  commands: readonly Command[];
  version: string;
  /** Its web address, where it is known. */
  repository?: string | undefined;
  print: (text: string) => void;
  /** For a help text that was not asked for. */
  printError: (text: string) => void;
  columns: number | undefined;
  onCommand: (command: Command, given: Given) => void | Promise<void>;
};

/** Parses a command line; throws CommanderError when it is wrong, and after help or the version. */
export function createProgram(parts: Parts): Commander {
  const { commands, version, repository, print, printError, columns, onCommand } = parts;
  const program = new Commander('bridge');
  const toTerminal = (write: (text: string) => void) => (text: string) => write(text.replace(/\n$/, ''));
  program
    .usage('[command] [options]')
    .description(introduction)
    .enablePositionalOptions()
    .helpCommand(false)
    .helpOption('-h, --help', 'print help')
    .version(version, '-V, --version', 'print the version')
    .addHelpText(
      'after',
      `\n${textOfExamples(allExamples)}\n\n${textOfExitStatuses()}\n\n${textOfDocuments(repository)}`,
    )
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
    for (const command of commands)
      if (command.group === group) declare(parentOf(program, command), command, onCommand);
  }
  declareHelp(program);
  return program;
}

/** `accounts list` is a command of `accounts`, which is declared before it. */
function parentOf(program: Commander, { name }: Command): Commander {
  const [first, second] = name.split(' ');
  return (second !== undefined && program.commands.find((each) => each.name() === first)) || program;
}

function declare(parent: Commander, command: Command, onCommand: Parts['onCommand']): void {
  const { name, group, summary, details, args = [], options = [], exitStatuses, examples } = command;
  const declared = parent
    .command(name.split(' ').at(-1) ?? name)
    .allowExcessArguments(false)
    .helpGroup(parent.parent ? 'Commands:' : `${group}:`)
    .summary(summary)
    .description(`${upperFirst(summary)}.${details === undefined ? '' : `\n\n${details}`}`)
    .addHelpText('after', `\n${textOfExamples(examples)}\n\n${textOfExitStatuses(exitStatuses)}`);
  for (const { name: word, does, choices } of args) {
    const argument = new Argument(word.replace('…', '...'), does);
    declared.addArgument(choices ? argument.choices(choices) : argument);
  }
  for (const option of options) declareOption(declared, option);
  // Its action says of a word that is none of its commands which was meant.
  if (parent.parent) parent.allowExcessArguments(true);
  declared.action(() => {
    const [word] = declared.args;
    if (declared.commands.length > 0 && word !== undefined) refuseUnknown(declared, word);
    return onCommand(command, { options: declared.optsWithGlobals<Options>(), args: declared.args });
  });
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
    .argument('[command...]')
    .summary('print the help of a command')
    .description('Print the help of a command, or of all.')
    .addHelpText(
      'after',
      `\n${textOfExamples([['bridge help replay', 'print how to replay']])}\n\n${textOfExitStatuses()}`,
    )
    .action((words: readonly string[], _options, help: Commander) => {
      const found = words.reduce((parent, word) => {
        const child = parent.commands.find((command) => command.name() === word);
        if (child) return child;
        if (parent.commands.length > 0) return refuseUnknown(parent, word);
        return help.error(`too many arguments for 'help': "${parent.name()}" has no commands`);
      }, program);
      return found.help();
    });
}

/** `parent`: the program, or a command that has some of its own. */
function refuseUnknown(parent: Commander, word: string): never {
  const path = (name: string) => (parent.parent ? `${parent.name()} ${name}` : name);
  const meant = closest(
    word,
    parent.commands.map((command) => command.name()),
  );
  return parent.error(
    `there is no command "${path(word)}"${meant === undefined ? '' : `. Did you mean "${path(meant)}"?`}`,
  );
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
