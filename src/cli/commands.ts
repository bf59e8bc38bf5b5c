import type { CommandGroup, CommandSpec } from './command.js';
import { configCommand } from './config-command.js';

/** Everything that `koapress` can do, in the order of its help. */
export const commands: readonly (CommandSpec | CommandGroup)[] = [configCommand];
