import { systemClock } from '../clock.js';
import type { HealthProblem } from '../health/health.js';
import type { Host } from '../host.js';
import { SecretOptions } from '../plugins/secret-options.js';
import { oneLine } from './one-line.js';

type Rooms = Pick<Host, 'background' | 'db' | 'options' | 'plugins'>;

/** What these plugins, which are active, know of themselves; they need not run in this process. */
export async function pluginProblems(rooms: Rooms, names: Iterable<string>): Promise<HealthProblem[]> {
  const found: HealthProblem[] = [];
  for (const name of names) found.push(...(await problemsOf(rooms, name)));
  return found;
}

async function problemsOf({ background, db, options, plugins }: Rooms, name: string) {
  const { problems, settings = [] } = plugins.definition(name);
  if (!problems) return [];
  const owned = new SecretOptions(options.owned(name), background.vault.owned(name), settings);
  try {
    return await problems({ db, clock: systemClock, options: owned });
  } catch (error) {
    return [{ check: `Plugin ${name}`, detail: `could not look at itself: ${oneLine(error)}` }];
  }
}
