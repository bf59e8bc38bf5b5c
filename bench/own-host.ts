import { systemClock } from '../src/clock.js';
import { loadConfig } from '../src/config.js';
import { Host } from '../src/host.js';
import { createLogger } from '../src/log.js';

/** A site in the bench's own process, for what is measured by its services or prepared by them. */
export async function openHost(siteEnv: Readonly<Record<string, string>>): Promise<Host> {
  const env = { ...siteEnv, HOST: '127.0.0.1', LOG_LEVEL: 'error' };
  const { config } = loadConfig({ folder: String(siteEnv.DATA_DIR), env });
  const host = await Host.open({ ...config, port: 0 }, { log: createLogger('error'), clock: systemClock });
  await host.start();
  return host;
}
