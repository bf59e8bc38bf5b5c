import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { broughtCommands } from './cli/brought-commands.js';
import type { CommandGroup, CommandSpec, Surroundings } from './cli/command.js';
import { commands } from './cli/commands.js';
import { oneLine } from './cli/one-line.js';
import { createProgram, nameOf, usageFault } from './cli/program.js';
import { processTerminal } from './cli/terminal.js';
import { ConfigFaults } from './config.js';

/** The package: `build/src/cli.js` lies two folders below it. */
const PACKAGE = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Runs one command; answers the exit code. */
export async function run(
  argv: readonly string[],
  surroundings: Surroundings = {
    folder: siteFolder(process.cwd()),
    env: process.env,
    terminal: processTerminal,
  },
  available: readonly (CommandSpec | CommandGroup)[] = commands,
): Promise<number> {
  let code = 0;
  const all = [...available, ...(await brought(argv, surroundings, available))];
  const program = createProgram(all, surroundings, (outcome) => {
    code = outcome;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return tell(error, surroundings);
  }
}

/** The host's own commands wait for no plugin, and none can take their place. */
async function brought(
  [word = '--help']: readonly string[],
  surroundings: Surroundings,
  own: readonly (CommandSpec | CommandGroup)[],
): Promise<readonly CommandGroup[]> {
  const names = own.map(nameOf);
  const mayBeTheirs = word === '--help' || word === '-h' || !(word.startsWith('-') || names.includes(word));
  if (!mayBeTheirs) return [];
  return (await broughtCommands(surroundings)).filter(({ name }) => !names.includes(name));
}

/** In a checkout always its top, also from a folder inside; installed as a package, where the command is typed. */
export function siteFolder(workingFolder: string, packageFolder = PACKAGE): string {
  const isInstalled = packageFolder.split(sep).includes('node_modules');
  const isInside = `${workingFolder}${sep}`.startsWith(`${packageFolder}${sep}`);
  return isInside && !isInstalled ? packageFolder : workingFolder;
}

function tell(error: unknown, { terminal, env }: Surroundings): number {
  const usage = usageFault(error);
  if (usage) {
    if (usage.line) terminal.err(`koapress: ${usage.line}\n`);
    return usage.code;
  }
  if (error instanceof ConfigFaults) {
    for (const fault of error.faults) terminal.err(`${fault}\n`);
    return 1;
  }
  terminal.err(`koapress: ${oneLine(error)}\n`);
  if (env.LOG_LEVEL === 'debug' && error instanceof Error) terminal.err(`${error.stack}\n`);
  return 1;
}
