import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import type { JobsRoom } from '../jobs/create-jobs.js';
import type { Logger } from '../log.js';
import { OwnedRegistry } from '../owned-registry.js';
import type { Room } from '../room.js';
import type { Mailer, MailTemplate } from './mail.js';

export interface MailNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: Audit;
  readonly jobs: JobsRoom;
  readonly smtpUrl: string | null;
  /** `Name <address>` */
  readonly mailFrom: string;
  readonly dataDir: string;
  readonly siteUrl: string;
}

export interface MailRoom extends Room {
  readonly templates: OwnedRegistry<MailTemplate>;
  readonly mailer: Mailer;
}

export function createMail(_needs: MailNeeds): MailRoom {
  return {
    templates: new OwnedRegistry<MailTemplate>('mail template'),
    mailer: { send: () => Promise.reject(new Error('Mail is not there yet')) },
    async start() {},
    async stop() {},
  };
}
