import type { Principal } from '../auth/principal.js';
import { hostPrincipal } from '../auth/system-principal.js';
import { systemClock } from '../clock.js';
import { loadConfig } from '../config.js';
import type { Host } from '../host.js';
import { createLogger, type Logger } from '../log.js';
import { type Answer, CommandFailed, type Surroundings } from './command.js';

/** The site as a command sees it: all rooms, but nothing listens. */
export interface Site {
  readonly host: Host;
  /** Whoever has a shell on the machine, in the site's first organisation. */
  readonly actor: Principal;
}

/** Opens the site for one command, beside the running one if there is one. */
export async function onSite(
  surroundings: Surroundings,
  work: (site: Site) => Promise<Answer>,
): Promise<Answer> {
  const { config } = loadConfig(surroundings);
  // Loaded only here: help and faults must not wait for it.
  const { Host } = await import('../host.js');
  const host = await Host.open(config, {
    log: commandLog(surroundings, config.logLevel),
    clock: systemClock,
  });
  try {
    if (host.installed) await finishInstallation(host, surroundings);
    return await work({ host, actor: hostPrincipal(await firstOrganization(host), 'koapress command') });
  } finally {
    await host.close();
  }
}

/** The same site seen from another organisation, by its id or public id. */
export async function actingIn(site: Site, organization: string | undefined): Promise<Principal> {
  if (organization === undefined) return site.actor;
  const found = await site.host.accounts.organizations.named(organization);
  if (!found) throw new CommandFailed(`no such organisation: ${organization}`);
  return { ...site.actor, orgId: found.id };
}

/** A command speaks for itself; the log is for those who look for a fault. */
export function commandLog({ terminal }: Surroundings, level: string): Logger {
  const wanted = level === 'debug' || level === 'trace';
  return createLogger(wanted ? level : 'silent', (line) => terminal.err(line));
}

async function firstOrganization(host: Host): Promise<number> {
  const first = await host.accounts.organizations.first();
  if (!first) throw new CommandFailed('the site has no organisation');
  return first.id;
}

/** A command may be what makes the site: it gets its plugins as by a start, and the password must not be lost. */
async function finishInstallation(host: Host, { terminal }: Surroundings): Promise<void> {
  await host.startPlugins();
  const made = host.installed;
  if (!made?.password) return;
  terminal.err(
    `Made the first administrator: ${made.login}, password ${made.password} (shown only this once)\n`,
  );
}
