import { loadConfig } from '../config.js';
import type { CommandSpec } from './command.js';

export const startCommand: CommandSpec = {
  usage: 'start',
  description: 'start the site, until Ctrl+C or SIGTERM',
  async run({ options, ...surroundings }) {
    const loaded = loadConfig(surroundings);
    // Loaded only here: most commands do not listen.
    const { main } = await import('../main.js');
    await main(loaded, { terminal: surroundings.terminal, json: options.json === true });
    // Everything was said when the site was there.
    return { json: undefined, text: '' };
  },
};
