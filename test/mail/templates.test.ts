import test from 'ava';
import type { MailTemplate } from '../../src/mail/mail.js';
import { PluginRoom } from '../plugins/plugin-room.js';
import { writePlugin } from '../plugins/written-plugins.js';
import { databases } from '../support/databases.js';
import { MailHouse } from './mail-house.js';
import { hello, mjml, values } from './mail-works.js';

for (const database of databases) {
  const house = new MailHouse(database);
  const to = 'ada@reader.test';

  test.serial(house.named('what cannot be sent is not taken, and the message says why'), async (t) => {
    await house.working(null, async ({ mail }) => {
      const wrong: readonly [Partial<MailTemplate>, RegExp][] = [
        [{ subject: 'Hello {{ nmae }}' }, /shop\.hello cannot be used: subject: undefined variable: nmae/],
        [{ mjml: mjml('<mj-text>{{ name.first }}</mj-text>') }, /mjml: undefined variable/],
        [{ mjml: mjml('<mj-text>{{ name | upcased }}</mj-text>') }, /mjml: undefined filter: upcased/],
        [{ mjml: mjml('<mj-text>{% if name %}</mj-text>') }, /mjml: tag .* not closed/],
        [{ mjml: mjml('<mj-wrong></mj-wrong>') }, /mjml: .*mj-wrong/],
        [{ mjml: 'no MJML at all' }, /mjml: /],
        [{ mjml: mjml('{% if name %}<mj-text>x</mj-text>{% endif %}') }, /would be lost.*<mj-raw>/],
        [{ mjml: mjml(`<mj-text>${'x'.repeat(200_001)}</mj-text>`) }, /more than 200000 characters/],
        [{ subject: ' ' }, /subject: is empty/],
      ];
      for (const [change, message] of wrong) {
        const error = await t.throwsAsync(mail.templates.prepare('shop', [{ ...hello, ...change }]));
        t.regex(error?.message ?? '', message);
      }
    });
  });

  test.serial(house.named('templates read no files, and do not go on for ever'), async (t) => {
    await house.working(null, async ({ mail }) => {
      const files = [
        '{% include "package.json" %}',
        '{% render "package.json" %}',
        '{% layout "package.json" %}',
      ];
      const loops = '{% for i in (1..1000000000) %}{{ i }}{% endfor %}';
      for (const source of [...files, loops]) {
        const draft = { mjml: mjml(`<mj-text>${source}</mj-text>`) };
        const error = await t.throwsAsync(mail.desk.preview(hello.name, draft));
        t.like(error, { code: 'invalid', field: 'mjml' }, source);
      }
      const include = mjml('<mj-include path="/etc/passwd" />');
      const shown = await mail.desk.preview(hello.name, { mjml: include }).catch(String);
      t.notRegex(JSON.stringify(shown), /root:/);
      const inside = { subject: '{{ name.constructor }}{{ name.__proto__ }}' };
      await t.throwsAsync(mail.desk.preview(hello.name, inside), { message: /undefined variable/ });
    });
  });

  test.serial(house.named('values are escaped, whatever the template wants'), async (t) => {
    await house.working(null, async ({ mail }) => {
      const draft = { mjml: mjml('<mj-text>{{ name | raw }} <a title="{{ name }}">x</a></mj-text>') };
      const evil = '"><script>alert(1)</script>';
      await mail.desk.change(house.actor, hello.name, draft);
      const id = await mail.mailer.send(1, { template: hello.name, to, data: { ...values, name: evil } });
      const { mail: row } = await mail.log.get(id);
      t.notRegex(row.html, /<script>/);
      t.regex(row.html, /&#34;&gt;&lt;script&gt;/);
      t.is(row.subject, `Hello ${evil}`);
      await mail.desk.use(house.actor, hello.name, null);
    });
  });

  test.serial(house.named('administrators change a mail, go back, and other processes follow'), async (t) => {
    await house.working(null, async ({ mail }) => {
      const send = async () => {
        const id = await mail.mailer.send(1, { template: hello.name, to, data: values });
        return (await mail.log.get(id)).mail.subject;
      };
      const first = await mail.desk.change(house.actor, hello.name, { subject: 'First {{ name }}' });
      t.is(await send(), 'First Grace');
      const second = await mail.desk.change(house.actor, hello.name, { subject: 'Second {{ name }}' });
      t.is(await send(), 'Second Grace');
      await house.working(null, async (other) => {
        t.is(other.mail.desk.get(hello.name).subject, 'Second {{ name }}');
      });
      await mail.desk.use(house.actor, hello.name, first.version);
      t.is(await send(), 'First Grace');
      await t.throwsAsync(mail.desk.remove(house.actor, hello.name, first.version), { message: /in use/ });
      await mail.desk.remove(house.actor, hello.name, second.version);
      const versions = await mail.desk.versions(hello.name);
      t.false(versions.some(({ version }) => version === second.version));
      t.true(versions.some(({ inUse, version }) => inUse && version === first.version));
      await mail.desk.use(house.actor, hello.name, null);
      t.is(await send(), 'Hello Grace');
      const wrong = mail.desk.change(house.actor, hello.name, { subject: '{{ nobody }}' });
      t.like(await t.throwsAsync(wrong), { code: 'invalid', field: 'subject' });
      t.is(await send(), 'Hello Grace');
    });
  });

  test.serial(house.named('a plugin with a mail that cannot be sent is not switched on'), async (t) => {
    const { mail } = await house.working(null, async (works) => works);
    const room = await PluginRoom.open(house.at, { mails: mail.templates });
    const setup = (subject: string) =>
      `host.mail(${JSON.stringify({ ...hello, name: 'letters.hello', subject })});`;
    writePlugin(room.plugins, { name: 'letters', setup: setup('Hello {{ nobody }}') });
    const error = await t.throwsAsync(room.manager.activate('letters', room.actor));
    t.regex(error?.message ?? '', /letters: setup: .*letters\.hello.*undefined variable: nobody/);
    t.is(await room.status('letters'), 'inactive');
    t.is(mail.templates.find('letters.hello'), undefined);
    writePlugin(room.plugins, { name: 'letters', setup: setup('Hello {{ name }}') });
    await room.manager.activate('letters', room.actor);
    t.truthy(mail.templates.find('letters.hello'));
    await room.manager.deactivate('letters', room.actor);
    t.is(mail.templates.find('letters.hello'), undefined);
    await room.close();
  });
}
