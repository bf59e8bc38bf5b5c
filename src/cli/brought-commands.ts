import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readGiven } from '../config/sources.js';
import { registerPluginModules } from '../plugins/module-hooks.js';
import type { CommandGroup, CommandSpec, Surroundings } from './command.js';
import { oneLine } from './one-line.js';

/** `commands.js` of plugins that come with the host, in the build. */
const BUILT_IN = fileURLToPath(new URL('../../plugins/', import.meta.url));
const FILE = 'commands.js';
const WORD = /^[a-z][a-z0-9-]*$/;

/**
 * Groups of commands that plugins bring, switched on or not; for help, and for words that are none of the host's own.
 * The plugins themselves are not loaded. A file that cannot be used is told in one line, and the others are there.
 */
export async function broughtCommands(
  { folder, env, terminal }: Surroundings,
  builtIn = BUILT_IN,
): Promise<readonly CommandGroup[]> {
  const { PLUGINS_DIR: given } = readGiven(folder, env).texts;
  const external = given === undefined ? [] : filesIn(resolve(folder, given));
  if (external.length > 0) importsOf(resolve(folder, given ?? ''));
  const groups: CommandGroup[] = [];
  for (const file of [...filesIn(builtIn), ...external]) {
    try {
      const found = await read(file);
      assertFree(found, groups);
      groups.push(...found);
    } catch (error) {
      terminal.err(`koapress: the commands in ${file} cannot be used: ${oneLine(error)}\n`);
    }
  }
  return groups;
}

function filesIn(parent: string): readonly string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .sort()
    .map((name) => join(parent, name, FILE))
    .filter((file) => existsSync(file));
}

/** Plugins from elsewhere import the host's own copy of what they are given. */
function importsOf(parent: string): void {
  registerPluginModules({ roots: [pathToFileURL(`${parent}/`).href], contract: () => undefined });
}

async function read(file: string): Promise<readonly CommandGroup[]> {
  const { default: groups } = (await import(pathToFileURL(file).href)) as { default?: unknown };
  if (!Array.isArray(groups) || !groups.every(isGroup))
    throw new TypeError('its default export is no list of groups of commands');
  return groups;
}

function isGroup(value: unknown): value is CommandGroup {
  const { name, description, commands } = (value ?? {}) as Partial<CommandGroup>;
  return WORD.test(name ?? '') && typeof description === 'string' && isListOf(commands, isSpec);
}

function isSpec(value: unknown): value is CommandSpec {
  const { usage, description, run } = (value ?? {}) as Partial<CommandSpec>;
  const [word = ''] = usage?.split(' ') ?? [];
  return WORD.test(word) && typeof description === 'string' && typeof run === 'function';
}

function isListOf<T>(value: unknown, isOne: (each: unknown) => each is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isOne);
}

function assertFree(found: readonly CommandGroup[], taken: readonly CommandGroup[]): void {
  const name = found.map((group) => group.name).find((each) => taken.some((other) => other.name === each));
  if (name !== undefined) throw new Error(`another plugin brings "${name}"`);
}
