import { processTerminal } from '../src/cli/terminal.js';
import { run } from '../src/cli.js';

// The `koapress` command, but in the folder of the bench: the `.env` of this checkout names somebody's real database.
const folder = String(process.env.DATA_DIR);
process.exitCode = await run(process.argv.slice(2), { folder, env: process.env, terminal: processTerminal });
