import type { Clock } from '../clock.js';
import { type Database, siteTable } from '../database/database.js';
import { type PluginPackage, sha256Of } from './plugin-package.js';

/** A package that the site keeps; its bytes lie in rows of their own. */
export interface StoredPackage {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly createdAt: Date;
}

interface ChunkRow {
  readonly plugin: string;
  readonly place: number;
  readonly bytes: Uint8Array;
}

const PACKAGES = siteTable<StoredPackage>('kp_plugin_packages', { key: 'name', instants: ['createdAt'] });
const CHUNKS = siteTable<ChunkRow>('kp_plugin_package_chunks', { key: 'plugin' });
/** Far below what any server takes in one statement. */
const CHUNK = 256 * 1024;

/** Packages in the database: whoever runs the site can unpack them. One a plugin. */
export class PackageStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  all(): Promise<StoredPackage[]> {
    return this.db.site(PACKAGES).orderBy('name').all();
  }

  get(name: string): Promise<StoredPackage | undefined> {
    return this.db.site(PACKAGES).where({ name }).first();
  }

  /** In the place of an earlier one. In a transaction. */
  async put({ name, version, sha256, bytes }: PluginPackage): Promise<void> {
    await this.remove(name);
    const createdAt = this.clock.now();
    await this.db.site(PACKAGES).insert({ name, version, sha256, size: bytes.length, createdAt });
    for (let place = 0; place * CHUNK < bytes.length; place += 1) {
      const part = bytes.subarray(place * CHUNK, (place + 1) * CHUNK);
      await this.db.site(CHUNKS).insert({ plugin: name, place, bytes: part });
    }
  }

  async remove(name: string): Promise<void> {
    await this.db.site(CHUNKS).where({ plugin: name }).delete();
    await this.db.site(PACKAGES).where({ name }).delete();
  }

  /** Throws when what is kept is not what was put in. */
  async bytesOf({ name, sha256 }: StoredPackage): Promise<Buffer> {
    const rows = await this.db.site(CHUNKS).where({ plugin: name }).orderBy('place').all();
    const bytes = Buffer.concat(rows.map((row) => Buffer.from(row.bytes)));
    if (sha256Of(bytes) !== sha256) {
      throw new Error(
        `The package of ${name} in the database is not what was installed (SHA-256); install it again`,
      );
    }
    return bytes;
  }
}
