import type { Host } from '../host.js';
import type { MailStatus } from '../mail/mail-rows.js';
import { BadUsage, type CommandGroup, textOf } from './command.js';
import { onSite } from './site.js';
import { table } from './table.js';

const STATUSES: readonly string[] = [
  'queued',
  'sent',
  'failed',
  'suppressed',
] satisfies readonly MailStatus[];
const MOST = 100;

export const mailCommands: CommandGroup = {
  name: 'mail',
  description: 'what the site sends, and what became of it',
  commands: [
    {
      usage: 'list',
      description: 'the newest hundred mails',
      options: [
        ['--status <status>', 'queued, sent, failed or suppressed'],
        ['--template <name>', 'of one template'],
        ['--address <address>', 'to one address'],
      ],
      run: (input) =>
        onSite(input, async ({ host }) => {
          const status = statusOf(textOf(input.options, 'status'));
          const [template, address] = [textOf(input.options, 'template'), textOf(input.options, 'address')];
          const { items } = await mailOf(host).log.list({
            status,
            template,
            address,
            page: 1,
            perPage: MOST,
          });
          const rows = items.map(({ createdAt, error, publicId, recipient, template, ...mail }) => ({
            id: publicId,
            created: createdAt.toISOString(),
            status: mail.status,
            template,
            to: recipient,
            subject: mail.subject,
            error: error ?? '',
          }));
          return { json: rows, text: table(rows) };
        }),
    },
    {
      usage: 'show <id>',
      description: 'one mail, with what the mail server said',
      run: (input) =>
        onSite(input, async ({ host }) => {
          const { attempts, mail, text } = await mailOf(host).log.get(input.args[0] ?? '');
          const { createdAt, error, messageId, publicId, recipient, status, subject, template } = mail;
          const tries = attempts.map(({ answer, attempt, endedAt, outcome }) => ({
            attempt: String(attempt),
            at: endedAt.toISOString(),
            outcome,
            answer,
          }));
          const json = {
            id: publicId,
            template,
            status,
            to: recipient,
            subject,
            message_id: messageId,
            error,
            created: createdAt,
            text,
            attempts: tries,
          };
          const lines = [
            `${subject}`,
            `to ${recipient}: ${status}${error ? ` (${error})` : ''}`,
            '',
            text,
            '',
            table(tries),
          ];
          return { json, text: lines.join('\n') };
        }),
    },
    {
      usage: 'templates',
      description: 'the mails of the site and of the plugins that are on',
      run: (input) =>
        onSite(input, async ({ host }) => {
          await host.startPlugins();
          await mailOf(host).templates.ready();
          const rows = mailOf(host)
            .desk.list()
            .map(({ name, owner, subject, title, version }) => ({ name, title, owner, subject, version }));
          const text = rows.map((row) => ({
            ...row,
            version: row.version === null ? '' : String(row.version),
          }));
          return { json: rows, text: table(text) };
        }),
    },
    {
      usage: 'send-test <template> <address>',
      description: 'a mail with the sample values of its template; the running site delivers it',
      run: (input) =>
        onSite(input, async ({ host, actor }) => {
          const [name = '', to = ''] = input.args;
          await host.startPlugins();
          await mailOf(host).templates.ready();
          const id = await mailOf(host).desk.sendTest(actor, name, to);
          return { json: { id, template: name, to }, text: `${name} is on its way to ${to} as ${id}` };
        }),
    },
    {
      usage: 'suppressions',
      description: 'addresses that take no mail any more; the newest hundred',
      options: [
        ['--add <address>', 'put one on the list'],
        ['--remove <address>', 'take one off the list'],
      ],
      run: (input) =>
        onSite(input, async ({ host, actor }) => {
          const { suppressions } = mailOf(host);
          const [added, removed] = [textOf(input.options, 'add'), textOf(input.options, 'remove')];
          if (added) await suppressions.add(actor, added, 'Put on the list by a command');
          const found = removed === undefined ? undefined : await suppressions.find(removed);
          if (removed !== undefined && !found) throw new BadUsage(`not on the list: ${removed}`);
          if (found) await suppressions.remove(actor, found.id);
          const rows = (await suppressions.list(1, MOST)).items.map(({ address, createdAt, reason }) => ({
            address,
            reason,
            since: createdAt.toISOString(),
          }));
          return { json: rows, text: table(rows) };
        }),
    },
  ],
};

function mailOf(host: Host) {
  return host.background.mail;
}

function statusOf(text: string | undefined): MailStatus | undefined {
  if (text === undefined || STATUSES.includes(text)) return text as MailStatus | undefined;
  throw new BadUsage(`--status must be one of ${STATUSES.join(', ')}`);
}
