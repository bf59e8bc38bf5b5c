import type { Principal } from '../auth/principal.js';
import type { Host } from '../host.js';
import { ProblemError } from '../http/problem.js';
import type { DeclaredSetting } from '../plugins/settings-registry.js';
import { CommandFailed } from './command.js';

/** Declares what the plugins of the site set up by themselves where they run: a command runs none of them. */
export async function declareSettings({
  plugins,
  settings,
}: Pick<Host, 'plugins' | 'settings'>): Promise<void> {
  const declared = new Set(settings.list().map(({ owner }) => owner));
  for (const { name, error } of await plugins.list())
    if (error === undefined && !declared.has(name))
      settings.declare(name, plugins.definition(name).settings ?? []);
}

/** As in the settings of the site: checked by its type, and a secret into the vault. Nothing after it resets it. */
export async function writeSetting(
  { siteSettings }: Pick<Host, 'siteSettings'>,
  actor: Principal,
  { option }: DeclaredSetting,
  text: string,
): Promise<void> {
  try {
    await siteSettings.update(actor, { [option]: text });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'invalid') throw error;
    throw new CommandFailed(error.details?.[0]?.message ?? error.message);
  }
}
