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
  program.action(() => program.outputHelp());
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
  const names = group.commands.map(({ usage }) => usage.split(' ')[0]).join('|');
  command.action(() => {
    throw new BadUsage(`say what to do: koapress ${group.name} ${names}`);
  });
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
  return { code: 2, line: error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ') };
}
