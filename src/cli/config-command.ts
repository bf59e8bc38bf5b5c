import { readConfig } from '../config.js';
import type { CommandSpec } from './command.js';
import { table } from './table.js';

export const configCommand: CommandSpec = {
  usage: 'config',
  description: 'show every variable with where its value comes from, secrets hidden',
  async run({ folder, env }) {
    const { settings } = readConfig({ folder, env });
    return {
      json: settings,
      text: table(settings.map(({ name, value, source }) => ({ name, value, source }))),
    };
  },
};
