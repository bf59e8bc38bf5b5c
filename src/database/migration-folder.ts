import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Knex } from 'knex';

export interface Migration {
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
  /** Knex's own switch, read by the plain `knex` command. */
  readonly config?: { readonly transaction?: boolean };
}

/** Names are recorded without their ending, so that sources and built files mean the same. */
const FILE = /^(\d+_[a-z0-9_]+)\.(?:js|mjs|ts)$/;

/** The migration files of one folder, in the order of their names. */
export class MigrationFolder {
  private constructor(
    private readonly folder: URL,
    private readonly files: ReadonlyMap<string, string>,
  ) {}

  /** Without a folder: no files. */
  static async read(folder: URL | undefined): Promise<MigrationFolder> {
    const files = new Map<string, string>();
    if (!folder) return new MigrationFolder(new URL('none:'), files);
    for (const file of (await readdir(folder)).sort()) {
      const name = file.endsWith('.d.ts') ? undefined : FILE.exec(file)?.[1];
      if (name) files.set(name, file);
    }
    return new MigrationFolder(folder, files);
  }

  get names(): readonly string[] {
    return [...this.files.keys()];
  }

  async load(name: string): Promise<Migration> {
    const file = this.files.get(name);
    if (!file) throw new Error(`There is no migration ${name} in ${this.folder.href}`);
    const address = new URL(file, this.folder);
    // A repaired file has a new address, so that it is read again without a restart.
    address.search = createHash('sha256')
      .update(await readFile(address))
      .digest('hex')
      .slice(0, 12);
    const migration = (await import(address.href)) as Partial<Migration>;
    if (typeof migration.up !== 'function' || typeof migration.down !== 'function') {
      throw new Error(`The migration ${name} must export up and down`);
    }
    return migration as Migration;
  }
}

interface KnexMigrationFile {
  readonly file: string;
}

/** The same folder for Knex's own migrator: `migrationSource` of `knexfile.ts`. */
export class KnexMigrationSource {
  private reading: Promise<MigrationFolder> | undefined;

  constructor(private readonly folder: URL) {}

  /** As objects: the command prints their `file`. */
  async getMigrations(): Promise<KnexMigrationFile[]> {
    return (await this.read()).names.map((file) => ({ file }));
  }

  getMigrationName({ file }: KnexMigrationFile): string {
    return file;
  }

  async getMigration({ file }: KnexMigrationFile): Promise<Migration> {
    return (await this.read()).load(file);
  }

  private read(): Promise<MigrationFolder> {
    this.reading ??= MigrationFolder.read(this.folder);
    return this.reading;
  }
}
