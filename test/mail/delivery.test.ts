import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { simpleParser } from 'mailparser';
import { JOBS } from '../../src/jobs/job-row.js';
import { attachments, attempts, mails } from '../../src/mail/mail-rows.js';
import { DELIVER } from '../../src/mail/outbox.js';
import { databases } from '../support/databases.js';
import { TestSmtp } from '../support/smtp.js';
import { MailHouse } from './mail-house.js';
import { hello, values } from './mail-works.js';

for (const database of databases) {
  const house = new MailHouse(database);
  const to = (name: string) => `${name} <${name.toLowerCase()}@reader.test>`;
  const sent = { template: hello.name, data: values };

  test.serial(house.named('a mail that waits for long is told of, with what the server said'), async (t) => {
    const smtp = await TestSmtp.start({ data: () => ({ code: 451, text: 'Not now' }) });
    await house.working(smtp.url, async ({ mail }) => {
      const id = await mail.mailer.send(1, { ...sent, to: to('Late') });
      while ((await mail.log.get(id)).attempts.length === 0) await sleep(20);
      const late = async () => (await mail.problems()).filter(({ detail }) => /Not now/.test(detail));
      t.deepEqual(await late(), []);
      const createdAt = new Date(Date.now() - 3_600_000);
      await house.db.site(mails).where({ publicId: id }).update({ createdAt });
      const [problem] = await late();
      t.regex(problem?.detail ?? '', /^\d+ wait, the oldest since .*: .*Not now/);
      await house.db.site(mails).where({ publicId: id }).update({ status: 'failed' });
    });
    await smtp.stop();
  });

  test.serial(house.named('a mail arrives with its parts, and the log has the answer'), async (t) => {
    const smtp = await TestSmtp.start();
    await house.working(smtp.url, async ({ mail, until }) => {
      const content = Buffer.from('id;name\n');
      const file = { filename: 'list.csv', contentType: 'text/csv', content };
      const cc = ['bob@reader.test', 'Bob <BOB@reader.test>', 'grace@reader.test'];
      const more = { cc, replyTo: 'desk@shop.test', attachments: [file] };
      const id = await mail.mailer.send(1, { ...sent, ...more, to: to('Grace') });
      const { mail: row, attempts } = await until(id, 'sent');
      const [received] = smtp.received;
      t.deepEqual(received?.to, ['grace@reader.test', 'bob@reader.test']);
      t.is(received?.mail.subject, 'Hello Grace');
      t.is(received?.mail.messageId, row.messageId);
      t.regex(received?.mail.text ?? '', /Dear Grace, open <https:\/\/shop\.test\/s3cret>/);
      t.regex(String(received?.mail.html), /Dear Grace/);
      t.is(received?.mail.replyTo?.text, 'desk@shop.test');
      t.is(received?.mail.attachments[0]?.content.toString(), 'id;name\n');
      t.is(attempts.length, 1);
      t.like(attempts[0], { outcome: 'accepted', smtpCode: 250, attempt: 1 });
      t.is(await house.db.site(attachments).where({ mailId: row.id }).count(), 0);
    });
    await smtp.stop();
  });

  test.serial(house.named('what rolls back is never sent'), async (t) => {
    const smtp = await TestSmtp.start();
    await house.working(smtp.url, async ({ mail, until }) => {
      const rolledBack = house.db.transaction(async () => {
        await mail.mailer.send(1, { ...sent, to: to('Never') });
        throw new Error('no');
      });
      await t.throwsAsync(rolledBack, { message: 'no' });
      await until(await mail.mailer.send(1, { ...sent, to: to('After') }), 'sent');
      t.deepEqual(
        smtp.received.map((each) => each.to),
        [['after@reader.test']],
      );
    });
    await smtp.stop();
  });

  test.serial(
    house.named('a mail whose job an administrator cancels has failed, and keeps nothing'),
    async (t) => {
      await house.idle(async ({ mail, jobs }) => {
        const file = { filename: 'list.csv', contentType: 'text/csv', content: Buffer.from('id\n') };
        const publicId = await mail.mailer.send(1, { ...sent, to: to('Held'), attachments: [file] });
        const all = await house.db.site(JOBS).where({ name: DELIVER, status: 'ready' }).all();
        const job = all.find(({ payload }) => (payload as { mail: string }).mail === publicId);
        await jobs.control.cancel(house.actor, job?.publicId ?? '');
        const row = await house.db.site(mails).where({ publicId }).first();
        t.like(row, { status: 'failed', error: 'Its job was cancelled', sealed: null });
        t.is(
          await house.db
            .site(attachments)
            .where({ mailId: row?.id ?? 0 })
            .count(),
          0,
        );
      });
    },
  );

  test.serial(house.named('a key makes one mail, also of many at once'), async (t) => {
    const smtp = await TestSmtp.start();
    await house.working(smtp.url, async ({ mail, until }) => {
      const once = { ...sent, to: to('Once'), key: 'order-7' };
      const ids = await Promise.all(Array.from({ length: 6 }, () => mail.mailer.send(1, once)));
      t.is(new Set(ids).size, 1);
      await until(ids[0] as string, 'sent');
      t.is(smtp.received.length, 1);
    });
    await smtp.stop();
  });

  test.serial(house.named('a refused address ends the mail and takes no other one'), async (t) => {
    const smtp = await TestSmtp.start({
      recipient: () => ({ code: 550, text: '5.1.1 no such user' }),
    });
    await house.working(smtp.url, async ({ mail, until }) => {
      const { mail: row, attempts } = await until(
        await mail.mailer.send(1, { ...sent, to: to('Gone') }),
        'failed',
      );
      t.regex(row.error ?? '', /550 5\.1\.1 no such user/);
      t.like(attempts[0], { outcome: 'refused', smtpCode: 550 });
      t.is(attempts.length, 1);
      t.like(await mail.suppressions.find('Gone@reader.test'), { mailId: row.publicId });
      const second = await until(await mail.mailer.send(1, { ...sent, to: to('Gone') }), 'suppressed');
      t.is(second.attempts.length, 0);
    });
    await smtp.stop();
  });

  test.serial(house.named('what the server says of this site puts nobody on the list'), async (t) => {
    const smtp = await TestSmtp.start({ recipient: () => ({ code: 554, text: '5.7.1 relay denied' }) });
    await house.working(smtp.url, async ({ mail, until }) => {
      await until(await mail.mailer.send(1, { ...sent, to: to('Fine') }), 'failed');
      t.is(await mail.suppressions.find('fine@reader.test'), undefined);
    });
    await smtp.stop();
  });

  test.serial(house.named('a copy that is refused does not keep the others from theirs'), async (t) => {
    const smtp = await TestSmtp.start({
      recipient: (address) => (address.startsWith('bob') ? { code: 550, text: '5.1.1 no Bob' } : undefined),
    });
    await house.working(smtp.url, async ({ mail, until }) => {
      const copied = { ...sent, to: to('Whole'), cc: ['bob2@reader.test'] };
      await until(await mail.mailer.send(1, copied), 'sent');
      await until(await mail.mailer.send(1, copied), 'sent');
      t.deepEqual(
        smtp.received.map((each) => each.to),
        [['whole@reader.test'], ['whole@reader.test']],
      );
      t.truthy(await mail.suppressions.find('bob2@reader.test'));
      t.is(await mail.suppressions.find('whole@reader.test'), undefined);
    });
    await smtp.stop();
  });

  test.serial(house.named('a server that is busy, slow, or hangs up is tried again'), async (t) => {
    const moods = [{ code: 451, text: '4.3.0 later' }, 'hang', 'close', 'accept'] as const;
    let asked = 0;
    const smtp = await TestSmtp.start({ data: () => moods[asked++] ?? 'accept' });
    await house.working(smtp.url, async ({ mail, until }) => {
      const { attempts, mail: row } = await until(
        await mail.mailer.send(1, { ...sent, to: to('Patient') }),
        'sent',
      );
      t.deepEqual(
        attempts.map(({ outcome }) => outcome),
        ['deferred', 'deferred', 'deferred', 'accepted'],
      );
      t.is(attempts[0]?.smtpCode, 451);
      t.is(smtp.received.length, 1);
      t.is(smtp.received[0]?.mail.messageId, row.messageId);
    });
    await smtp.stop();
  });

  test.serial(house.named('a server that is away loses nothing'), async (t) => {
    const gone = await TestSmtp.start();
    const { port, url } = gone;
    await gone.stop();
    await house.working(url, async ({ mail, until }) => {
      const id = await mail.mailer.send(1, { ...sent, to: to('Waiting') });
      for (;;) {
        if ((await mail.log.get(id)).attempts.length >= 2) break;
        await sleep(20);
      }
      const back = await TestSmtp.start({ port });
      const { attempts } = await until(id, 'sent');
      t.is(attempts[0]?.outcome, 'deferred');
      t.regex(attempts[0]?.answer ?? '', /ECONNREFUSED/);
      t.is(back.received.length, 1);
      await back.stop();
    });
  });

  test.serial(house.named('secrets stand nowhere but in the mail'), async (t) => {
    const smtp = await TestSmtp.start();
    await house.working(smtp.url, async ({ mail, until }) => {
      const secret = { ...sent, to: to('Secret'), subject: 'At {{ link }}', secrets: ['link'] };
      const id = await house.db.transaction(async () => {
        const made = await mail.mailer.send(1, secret);
        const row = await house.db.site(mails).where({ publicId: made }).first();
        t.notRegex(JSON.stringify(row), /s3cret/);
        t.truthy(row?.sealed);
        return made;
      });
      const { mail: row, text } = await until(id, 'sent');
      t.is(row.sealed, null);
      t.notRegex(JSON.stringify(row) + text, /s3cret/);
      t.is(smtp.received[0]?.mail.subject, 'At https://shop.test/s3cret');
      t.regex(String(smtp.received[0]?.mail.html), /https:\/\/shop\.test\/s3cret/);
      const again = await t.throwsAsync(mail.log.resend(house.actor, id));
      t.regex(again?.message ?? '', /a link that works once/);
    });
    await smtp.stop();
  });

  test.serial(house.named('a plugin that is switched off meanwhile keeps no mail back'), async (t) => {
    const smtp = await TestSmtp.start();
    await house.working(smtp.url, async ({ mail, until }) => {
      const id = await house.db.transaction(async () => {
        const made = await mail.mailer.send(1, { ...sent, to: to('Late') });
        mail.templates.withdraw('shop');
        return made;
      });
      await until(id, 'sent');
      const refused = await t.throwsAsync(mail.mailer.send(1, { ...sent, to: to('Later') }));
      t.is(refused?.message, 'There is no mail template shop.hello');
    });
    await smtp.stop();
  });

  test.serial(house.named('without a mail server each mail is a file'), async (t) => {
    await house.working(null, async ({ mail, until }) => {
      const id = await mail.mailer.send(null, { ...sent, to: to('File') });
      const { mail: row, attempts } = await until(id, 'sent');
      const folder = join(house.at.dataDir, 'mail');
      const [file, ...others] = readdirSync(folder).filter((name) => name.includes(id));
      t.deepEqual(others, []);
      t.true(file?.endsWith('.eml'));
      const parsed = await simpleParser(readFileSync(join(folder, file as string)));
      t.is(parsed.messageId, row.messageId);
      t.is(parsed.subject, 'Hello Grace');
      t.is(attempts[0]?.smtpCode, null);
      t.deepEqual(
        readdirSync(folder).filter((name) => name.endsWith('.part')),
        [],
      );
    });
  });

  test.serial(house.named('addresses and file names carry no further header'), async (t) => {
    await house.working(null, async ({ mail }) => {
      const file = { filename: 'a\r\nBcc: x@y.test', contentType: 'text/csv', content: Buffer.from('x') };
      const wrong: readonly [string, object][] = [
        ['to', { to: 'ada@reader.test\r\nBcc: x@y.test' }],
        ['to', { to: 'ada@reader.test, bob@reader.test' }],
        ['to', { to: 'Ada\n <ada@reader.test>' }],
        ['cc.0', { cc: ['nobody'] }],
        ['replyTo', { replyTo: 'x\r\n@y.test' }],
        ['attachments.0.filename', { attachments: [file] }],
        ['attachments', { attachments: [{ ...file, filename: 'a', content: Buffer.alloc(11_000_000) }] }],
      ];
      for (const [field, change] of wrong) {
        const error = await t.throwsAsync(mail.mailer.send(1, { ...sent, to: to('Ada'), ...change }));
        t.like(error, { code: 'invalid', field }, field);
      }
      const id = await mail.mailer.send(1, {
        ...sent,
        to: to('Ada'),
        data: { ...values, name: 'A\r\nBcc: x@y.test' },
      });
      t.is((await mail.log.get(id)).mail.subject, 'Hello A Bcc: x@y.test');
    });
  });

  test.serial(
    house.named('mails go with what was said of them after 90 days, unless they are still to leave'),
    async (t) => {
      const smtp = await TestSmtp.start();
      const written: string[] = [];
      await house.working(smtp.url, async ({ mail, until }) => {
        for (const name of ['Old', 'Young']) {
          const id = await mail.mailer.send(1, { ...sent, to: to(name) });
          await until(id, 'sent');
          written.push(id);
        }
      });
      await smtp.stop();
      await house.idle(async ({ mail }) => {
        const [old = '', young = ''] = written;
        const waiting = await mail.mailer.send(1, { ...sent, to: to('Waiting') });
        const { id } = (await mail.log.get(old)).mail;
        for (const [publicId, days] of [
          [old, 91],
          [young, 89],
          [waiting, 91],
        ] as const) {
          const createdAt = new Date(Date.now() - days * 86_400_000);
          await house.db.site(mails).where({ publicId }).update({ createdAt });
        }
        await mail.cleanUp(new AbortController().signal);
        await t.throwsAsync(mail.log.get(old), { message: 'No such mail' });
        t.is(await house.db.site(attempts).where({ mailId: id }).count(), 0);
        t.is((await mail.log.get(young)).attempts.length, 1);
        t.is((await mail.log.get(waiting)).mail.status, 'queued');
      });
    },
  );
}
