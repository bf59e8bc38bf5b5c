import { systemClock } from '../clock.js';
import { loadConfig } from '../config.js';
import { openDatabase } from '../database/open.js';
import type { CommandSpec } from './command.js';
import { commandLog } from './site.js';
import { table } from './table.js';

/** The host's tables. Those of a plugin come with its activation and go with its uninstallation. */
export const migrateCommand: CommandSpec = {
  usage: 'migrate',
  description: "bring the host's tables up to date; starting the site does it too",
  options: [['--status', 'change nothing, show what has run']],
  async run(input) {
    const { config } = loadConfig(input);
    const log = commandLog(input, config.logLevel);
    const db = await openDatabase({ ...config, log, clock: systemClock });
    try {
      if (!input.options.status) {
        const ran = await db.migrateHost();
        const text =
          ran.length === 0 ? 'Everything is up to date.' : ran.map((name) => `ran ${name}`).join('\n');
        return { json: { ran }, text };
      }
      const { done, pending } = await db.migrator.hostStatus();
      const rows = [
        ...done.map((name) => ({ name, state: 'done' })),
        ...pending.map((name) => ({ name, state: 'pending' })),
      ];
      return { json: { done, pending }, text: table(rows) };
    } finally {
      await db.close();
    }
  },
};
