import test from 'ava';
import { hostPrincipal } from '../../src/auth/system-principal.js';
import type { HostDatabase } from '../../src/database/open.js';
import type { OpenedDatabase, TestDatabase } from '../support/databases.js';
import { type MailWorks, mailWorks, openPlace } from './mail-works.js';

/** One database for the tests of a file, which run one after the other. */
export class MailHouse {
  readonly actor = hostPrincipal(1, 'test');
  private place: OpenedDatabase | undefined;
  private opened: HostDatabase | undefined;

  constructor(private readonly database: TestDatabase) {
    test.before(async () => {
      this.place = await database.open();
      this.opened = await openPlace(this.place);
      await this.opened.migrateHost();
    });
    test.after.always(async () => {
      await this.opened?.close();
      await this.place?.drop();
    });
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

  /** Works while `work` does. Null: mails become files. */
  async working<T>(smtpUrl: string | null, work: (works: MailWorks) => Promise<T>): Promise<T> {
    const works = await mailWorks(this.db, this.at, smtpUrl);
    await works.mail.start();
    await works.jobs.start();
    try {
      return await work(works);
    } finally {
      await works.jobs.stop();
      await works.mail.stop();
    }
  }

  /** The same where nothing leaves. */
  async idle(work: (works: MailWorks) => Promise<void>): Promise<void> {
    const works = await mailWorks(this.db, this.at, null);
    await works.mail.start();
    try {
      await work(works);
    } finally {
      await works.mail.stop();
    }
  }
}
