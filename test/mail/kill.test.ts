import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { databases } from '../support/databases.js';
import { TestSmtp } from '../support/smtp.js';
import type { Sender } from './dying-sender.js';
import { MailHouse } from './mail-house.js';

const SENDER = fileURLToPath(new URL('./dying-sender.js', import.meta.url));

for (const database of databases) {
  const house = new MailHouse(database);

  test.serial(
    house.named('a kill after the server took the mail repeats it, and it is the same mail'),
    async (t) => {
      let killed = false;
      const smtp = await TestSmtp.start({
        // The server has the mail; the site never hears of it.
        accepted: () => {
          if (killed) return;
          killed = true;
          child.kill('SIGKILL');
        },
      });
      const sender: Sender = { ...house.at, smtpUrl: smtp.url, to: 'ada@reader.test' };
      const child = spawn(process.execPath, [SENDER, JSON.stringify(sender)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let id = '';
      child.stdout.on('data', (text) => {
        id += text;
      });
      const [, signal] = await once(child, 'exit');
      t.is(signal, 'SIGKILL');
      t.is(smtp.received.length, 1);
      await house.working(smtp.url, async ({ mail, until }) => {
        t.is((await mail.log.get(id)).mail.status, 'queued', 'nothing of the outcome was written');
        const { mail: row } = await until(id, 'sent');
        t.deepEqual(
          smtp.received.map((each) => each.mail.messageId),
          [row.messageId, row.messageId],
        );
      });
      await smtp.stop();
    },
  );
}
