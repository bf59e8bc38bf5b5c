import { Command, CommanderError } from 'commander';
import { HOST_VERSION } from '../version.js';
import { BadUsage, type CommandGroup, type CommandSpec, type Options, type Surroundings } from './command.js';

/** Commander reads the words; what they do is in the specs. `finish` gets the exit code. */
export function createProgram(
  commands: readonly (CommandSpec | CommandGroup)[],
  surroundings: Surroundings,
  finish: (code: number) => void,
): Command {
  const program = quiet(new Command('koapress'), surroundings)
    .description('Starts and looks after a Koapress site.')
    .version(HOST_VERSION)
    .helpCommand(false);
  for (const command of commands) {
    if ('usage' in command) addCommand(program, command, surroundings, finish);
    else addGroup(program, command, surroundings, finish);
  }
  refuseUnknown(program, commands.map(nameOf), () => program.outputHelp());
  return program;
}

function addGroup(
  parent: Command,
  group: CommandGroup,
  surroundings: Surroundings,
  finish: (code: number) => void,
) {
  const command = quiet(parent.command(group.name), surroundings)
    .description(group.description)
    .helpCommand(false);
  for (const spec of group.commands) addCommand(command, spec, surroundings, finish);
  refuseUnknown(command, group.commands.map(nameOf), (names) => {
    throw new BadUsage(`say what to do: koapress ${group.name} ${names.join('|')}`);
  });
}

/** Commander takes a word that is no command for an argument too many. */
function refuseUnknown(
  command: Command,
  names: readonly string[],
  alone: (names: readonly string[]) => void,
) {
  command.allowExcessArguments(true).action(() => {
    const [word] = command.args;
    if (word === undefined) alone(names);
    else throw new BadUsage(`no command ${JSON.stringify(word)}: there are ${names.join(', ')}`);
  });
}

export function nameOf(command: CommandSpec | CommandGroup): string {
  return 'usage' in command ? (command.usage.split(' ')[0] ?? '') : command.name;
}

function addCommand(
  parent: Command,
  spec: CommandSpec,
  surroundings: Surroundings,
  finish: (code: number) => void,
) {
  const command = quiet(parent.command(spec.usage), surroundings).description(spec.description);
  for (const [flags, description] of spec.required ?? []) command.requiredOption(flags, description);
  for (const [flags, description] of spec.options ?? []) command.option(flags, description);
  command.option('--json', 'print one JSON value and nothing else');
  command.action(async () => {
    const options = command.opts<Options>();
    const answer = await spec.run({ ...surroundings, args: command.args, options });
    const text = options.json ? JSON.stringify(answer.json) : answer.text;
    if (text) surroundings.terminal.out(`${text}\n`);
    finish(answer.failed ? 1 : 0);
  });
}

/** Throws instead of ending the process; faults are told in one place. */
function quiet(command: Command, { terminal }: Surroundings): Command {
  return command
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: () => undefined });
}

/** The exit code and the one line of a command that was not understood; undefined for any other fault. */
export function usageFault(error: unknown): { readonly code: number; readonly line: string } | undefined {
  if (error instanceof BadUsage) return { code: 2, line: error.message };
  if (!(error instanceof CommanderError)) return undefined;
  // Help and version were asked for, and are printed.
  if (error.exitCode === 0) return { code: 0, line: '' };
  const line = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const isValue = /^unknown option '-[^-a-z]/i.test(line);
  return { code: 2, line: isValue ? `${line}; a value that begins with a dash comes after --` : line };
}
