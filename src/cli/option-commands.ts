import { CommandFailed, type CommandGroup, textOf } from './command.js';
import { declareSettings, writeSetting } from './declared-settings.js';
import { onSite } from './site.js';
import { table } from './table.js';

const HIDDEN = '(hidden)';

export const optionCommands: CommandGroup = {
  name: 'option',
  description: 'values that the site and its plugins keep',
  commands: [
    {
      usage: 'get <name>',
      description: 'one value',
      run: (input) =>
        onSite(input, async ({ host }) => {
          const name = input.args[0] ?? '';
          await declareSettings(host);
          const found = (await host.options.list(name)).find((option) => option.name === name);
          const isSecret = found?.secret || host.settings.find(name)?.secret;
          if (!found && !isSecret) throw new CommandFailed(`no such option: ${name}`);
          const value = isSecret ? HIDDEN : found?.value;
          return { json: value, text: shown(value) };
        }),
    },
    {
      usage: 'set <name> <value>',
      description:
        'JSON, or else a text: true, 12, "12", plain words; a setting by its type, secrets into the vault',
      options: [['--text', 'take the value as a text, also when it is JSON']],
      run: (input) =>
        onSite(input, async ({ host, actor }) => {
          const [name = '', text = ''] = input.args;
          await declareSettings(host);
          const declared = host.settings.find(name);
          if (declared) {
            await writeSetting(host, actor, declared, text);
            const kept = declared.secret ? HIDDEN : ((await host.siteSettings.all())[name] ?? null);
            return { json: { name, value: kept }, text: `${name} is ${shown(kept)}` };
          }
          const value = input.options.text ? text : parsed(text);
          await host.db.transaction(async () => {
            await host.options.set(name, value);
            await host.audit.record(actor, { action: 'option.set', entityType: 'option', entityId: name });
          });
          return { json: { name, value }, text: `${name} is ${shown(value)}` };
        }),
    },
    {
      usage: 'list',
      description: 'all of them, secrets hidden',
      options: [['--prefix <text>', 'only names that begin so']],
      run: (input) =>
        onSite(input, async ({ host }) => {
          await declareSettings(host);
          const found = await host.options.list(textOf(input.options, 'prefix'));
          const rows = found.map(({ name, value, secret: isMarked }) => {
            const secret = isMarked || host.settings.find(name)?.secret === true;
            return { name, value: secret ? HIDDEN : value, secret };
          });
          return { json: rows, text: table(rows.map(({ name, value }) => ({ name, value: shown(value) }))) };
        }),
    },
  ],
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
