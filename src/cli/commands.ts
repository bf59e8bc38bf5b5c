import type { CommandGroup, CommandSpec } from './command.js';
import { configCommand } from './config-command.js';
import { apiKeyCommands, applicationPasswordCommands } from './credential-commands.js';
import { cronCommands } from './cron-commands.js';
import { doctorCommand } from './doctor-command.js';
import { jobsCommands } from './jobs-commands.js';
import { mailCommands } from './mail-commands.js';
import { migrateCommand } from './migrate-command.js';
import { oauthClientCommands } from './oauth-client-commands.js';
import { optionCommands } from './option-commands.js';
import { pluginCommands } from './plugin-commands.js';
import { openApiCommand, routesCommand } from './route-commands.js';
import { startCommand } from './start-command.js';
import { userCommands } from './user-commands.js';
import { vaultCommands } from './vault-commands.js';

/** Everything that `koapress` can do, in the order of its help. */
export const commands: readonly (CommandSpec | CommandGroup)[] = [
  startCommand,
  configCommand,
  doctorCommand,
  migrateCommand,
  pluginCommands,
  cronCommands,
  jobsCommands,
  userCommands,
  applicationPasswordCommands,
  apiKeyCommands,
  oauthClientCommands,
  mailCommands,
  optionCommands,
  vaultCommands,
  routesCommand,
  openApiCommand,
];
