import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { type Clock, systemClock } from '../../src/clock.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import type { JobsPace, JobsRoom } from '../../src/jobs/create-jobs.js';
import type { JobSpec } from '../../src/jobs/job.js';
import { ATTEMPTS, type AttemptRow, JOBS, type JobRow } from '../../src/jobs/job-row.js';
import type { OpenedDatabase, TestDatabase } from '../support/databases.js';
import { quickJobs, quiet } from './pace.js';

/** One database for the tests of a file, and workers on it as each test wants them. */
export class JobHouse {
  private place: OpenedDatabase | undefined;
  private opened: HostDatabase | undefined;
  private kindNumber = 0;

  constructor(private readonly database: TestDatabase) {
    test.before(() => this.open());
    test.after.always(() => this.close());
  }

  get db(): HostDatabase {
    return this.opened as HostDatabase;
  }

  get at(): OpenedDatabase {
    return this.place as OpenedDatabase;
  }

  /** A title for this database. */
  named(title: string): string {
    return `${this.database.engine}: ${title}`;
  }

  /** A name that no other test uses. */
  kind(): string {
    this.kindNumber += 1;
    return `shop.kind${this.kindNumber}`;
  }

  /** A room that only writes jobs down until it is started. */
  room(
    specs: readonly JobSpec<never>[] = [],
    pace: Partial<JobsPace> = {},
    clock: Clock = systemClock,
  ): JobsRoom {
    const room = quickJobs(this.db, pace, clock);
    room.kinds.declare('shop', specs as readonly JobSpec[]);
    return room;
  }

  async working<T>(room: JobsRoom, work: () => Promise<T>): Promise<T> {
    await room.start();
    try {
      return await work();
    } finally {
      await room.stop();
    }
  }

  async job(publicId: string): Promise<JobRow> {
    const job = await this.db.site(JOBS).where({ publicId }).first();
    if (!job) throw new Error(`no job ${publicId}`);
    return job;
  }

  async attempts(publicId: string): Promise<AttemptRow[]> {
    const { id } = await this.job(publicId);
    return this.db.site(ATTEMPTS).where({ jobId: id }).orderBy('id').all();
  }

  /** Waits until the job has this status. */
  async until(publicId: string, status: JobRow['status']): Promise<JobRow> {
    for (;;) {
      const job = await this.job(publicId);
      if (job.status === status) return job;
      await sleep(10);
    }
  }

  private async open(): Promise<void> {
    this.place = await this.database.open();
    this.opened = await this.connect();
    await this.opened.migrateHost();
  }

  /** Another process' view of the same database. */
  connect(): Promise<HostDatabase> {
    const { url: databaseUrl, dataDir } = this.at;
    return openDatabase({ databaseUrl, dataDir, log: quiet, clock: systemClock });
  }

  private async close(): Promise<void> {
    await this.opened?.close();
    await this.place?.drop();
  }
}

/** A promise and its two ends. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** Settles when the signal is aborted, with its reason. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
