import { createServer } from 'node:net';
import { announcement, banner } from './cli/banner.js';
import { CommandFailed } from './cli/command.js';
import { readable } from './cli/log-lines.js';
import { untilSignal } from './cli/signals.js';
import type { Terminal } from './cli/terminal.js';
import { systemClock } from './clock.js';
import { type Config, type LoadedConfig, localUrl } from './config.js';
import { Host } from './host.js';
import { createLogger, type Logger } from './log.js';

/** Whatever is still busy then is cut off: with the 2 s for balancers, a supervisor's usual 10 s are kept. */
const STOP_MS = 7500;

export interface StartOptions {
  readonly terminal: Terminal;
  /** Tells programs instead of people where the site is; the log goes to stderr then. */
  readonly json: boolean;
}

/** Runs the site until a signal ends it. */
export async function main(loaded: LoadedConfig, { terminal, json }: StartOptions): Promise<void> {
  // From the first moment: a signal during the start is obeyed once the site is whole.
  const signalled = untilSignal();
  const config = await withPort(loaded);
  // Before anything is made: a first start that fails later would keep the generated password to itself.
  await freePort(config.host, config.port).catch((cause: unknown) => {
    throw portFault(cause, config) ?? cause;
  });
  const log = siteLog(config, terminal, json);
  const host = await Host.open(config, { log, clock: systemClock });
  try {
    await host.start();
  } catch (cause) {
    await host.close();
    throw portFault(cause, config) ?? cause;
  }
  surviveStrayErrors(log);
  const facts = { config, made: host.installed ?? null };
  terminal.out(json ? `${JSON.stringify(announcement(facts))}\n` : banner(facts));
  log.info({ signal: await signalled }, 'Stopping');
  await host.retire();
  await closeWithin(host, log, STOP_MS);
}

/** Lines for people where people read along, else JSON. */
function siteLog({ logLevel }: Config, terminal: Terminal, json: boolean): Logger {
  if (json) return createLogger(logLevel, (line) => terminal.err(line));
  return createLogger(logLevel, (line) => terminal.out(terminal.watched ? readable(line) : line));
}

/** With port 0 the free one is found here, because the site's address is made of it. */
async function withPort({ config, settings }: LoadedConfig): Promise<Config> {
  if (config.port !== 0) return config;
  const port = await freePort(config.host, 0);
  const isDefault = settings.some(({ name, source }) => name === 'SITE_URL' && source === 'default');
  return { ...config, port, siteUrl: isDefault ? localUrl(config.host, port) : config.siteUrl };
}

function freePort(host: string, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(wanted, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function portFault(cause: unknown, { host, port }: Config): CommandFailed | undefined {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new CommandFailed(
      `port ${port} at ${host} is taken: stop what listens there, or choose another PORT`,
    );
  }
  if (code === 'EACCES')
    return new CommandFailed(`port ${port} may not be used by this user: choose a PORT from 1024 on`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new CommandFailed(`HOST ${host} is no address of this machine`);
  }
  return undefined;
}

async function closeWithin(host: Host, log: Logger, milliseconds: number): Promise<void> {
  const timer = setTimeout(() => {
    log.warn('Not everything had finished in time');
    process.exit(0);
  }, milliseconds);
  await host.close();
  // What goes on all the same is cut off, too.
  timer.unref();
}

/** A promise that some plugin forgot must not end the site. */
function surviveStrayErrors(log: Logger): void {
  process.on('unhandledRejection', (reason) =>
    log.error({ err: reason }, 'A rejected promise that nobody awaited'),
  );
}
