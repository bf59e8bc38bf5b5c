import { hello, mailWorks, openPlace, values } from './mail-works.js';

/** What the child process works on. */
export interface Sender {
  readonly url: string | null;
  readonly dataDir: string;
  readonly smtpUrl: string;
  /** Null: it only delivers what is there. */
  readonly to: string | null;
}

/** Run as a process of its own, that is killed while a mail server has its mail. */
const { to, smtpUrl, ...place } = JSON.parse(process.argv[2] as string) as Sender;
const { mail, jobs } = await mailWorks(await openPlace(place), place, smtpUrl);
await mail.start();
await jobs.start();
if (to !== null) process.stdout.write(await mail.mailer.send(1, { template: hello.name, to, data: values }));
