import type { LifeCycle } from './life-cycle.js';
import type { Plugin } from './plugin.js';
import { stepFailed } from './plugin-problem.js';
import type { BegunMigration, PluginState } from './plugin-states.js';

type TryRooms = Pick<LifeCycle, 'states' | 'migrations' | 'onStep' | 'log'>;

const CURE = 'Repair the migration and activate again; what the try had changed is undone.';

/**
 * The migrations of one try to activate or upgrade a plugin. Each is written into the plugin's row before it runs:
 * whoever finds the row `activating` can undo the try, in another process too. (MySQL commits at each change of a
 * table, so there is no transaction to roll back; the migrator knows which tables were there before.)
 */
export class MigrationTry {
  private readonly begun: BegunMigration[] = [];

  constructor(
    private readonly rooms: TryRooms,
    private readonly plugin: Plugin,
    private readonly before: PluginState | undefined,
  ) {}

  async begin(): Promise<void> {
    await this.rooms.states.save(this.plugin.name, { status: 'activating', migrations: [], error: null });
    await this.rooms.onStep('begun', this.plugin.name);
  }

  async migrate(): Promise<void> {
    const { name, migrations } = this.plugin;
    if (!migrations) return;
    try {
      await this.rooms.migrations.up({ name, migrations }, async (file) => {
        this.begun.push({ name: file.name, folder: migrations.href });
        await this.rooms.states.save(name, { migrations: this.begun });
        await this.rooms.onStep('migrating', name);
      });
    } catch (cause) {
      throw stepFailed(name, 'migrate', cause, CURE);
    }
    await this.rooms.onStep('migrated', name);
  }

  /** The row is as it was before the try, with the error. */
  async undo(error: unknown): Promise<void> {
    await undoTry(this.rooms, this.plugin.name, this.begun, {
      status: this.before?.status === 'active' ? 'active' : 'inactive',
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Last first. A row whose try cannot be undone now stays `activating`, so that the next start or try does it. */
export async function undoTry(
  { states, migrations, onStep, log }: TryRooms,
  owner: string,
  begun: readonly BegunMigration[],
  after: { readonly status: 'active' | 'inactive'; readonly error: string },
): Promise<void> {
  await onStep('undoing', owner);
  try {
    const folder = begun[0]?.folder;
    const unit = { name: owner, migrations: folder === undefined ? undefined : new URL(folder) };
    const names = begun.map((each) => each.name);
    if (names.length > 0) await migrations.undo(unit, names);
  } catch (cause) {
    log.error({ err: cause, plugin: owner }, `The try to activate ${owner} cannot be undone now`);
    throw stepFailed(owner, 'undo', cause, 'It is tried again at the next activation or start.');
  }
  await states.save(owner, { ...after, migrations: [] });
}
