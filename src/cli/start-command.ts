import { loadConfig } from '../config.js';
import type { CommandSpec } from './command.js';

export const startCommand: CommandSpec = {
  usage: 'start',
  description: 'start the site, until Ctrl+C or SIGTERM',
  async run({ folder, env, terminal }) {
    const loaded = loadConfig({ folder, env });
    // Loaded only here: most commands do not listen.
    const { main } = await import('../main.js');
    const code = await main(loaded, terminal);
    return { json: null, text: '', failed: code !== 0 };
  },
};
