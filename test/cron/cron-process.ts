import { hostPrincipal } from '../../src/auth/system-principal.js';
import { systemClock } from '../../src/clock.js';
import { Host } from '../../src/host.js';
import { createLogger } from '../../src/log.js';
import { siteConfig } from '../support/site.js';

// A site in a process of its own, with short leases; the parent says what to run.
const { TEST_DATABASE = '', TEST_FOLDER = '', TEST_PLUGINS = '' } = process.env;
const place = { url: TEST_DATABASE || null, dataDir: TEST_FOLDER, drop: async () => undefined };
const log = createLogger('error', (line) => process.stderr.write(line));
const host = await Host.open(siteConfig(place, { pluginsDir: TEST_PLUGINS }), {
  log,
  clock: systemClock,
  cronTimes: { leaseMs: 2000, lookMs: 200, clockMs: 200 },
});
await host.start();
const actor = hostPrincipal(1, 'test');
if (process.argv[2]) await host.plugins.activate(process.argv[2], actor);
process.on('message', (message: string) => {
  if (message.startsWith('run ')) void host.background.cron.control.run(actor, message.slice(4));
});
// However the parent ends, this process does not stay.
process.on('disconnect', () => process.exit());
process.send?.('ready');
