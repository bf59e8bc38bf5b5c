import type { PluginInfo } from '../plugins/plugin-info.js';
import { authoringCommands } from './authoring-commands.js';
import { BadUsage, CommandFailed, type CommandGroup, type Surroundings } from './command.js';
import { onSite } from './site.js';
import { table } from './table.js';

export const pluginCommands: CommandGroup = {
  name: 'plugin',
  description: 'switch plugins on and off, also in the running site; write, pack and install them',
  commands: [
    {
      usage: 'list',
      description: 'all that were found, with their state',
      run: (input) =>
        onSite(input, async ({ host }) => {
          const plugins = await host.plugins.list();
          return { json: plugins.map(view), text: table(plugins.map(row)) };
        }),
    },
    {
      usage: 'activate <name>',
      description: 'switch one on, with its tables; all of it or nothing',
      run: (input) =>
        onSite(input, async ({ host, actor }) => {
          const plugin = await host.plugins.activate(input.args[0] ?? '', actor);
          return { json: view(plugin), text: `${plugin.name} ${plugin.version} is ${plugin.status}` };
        }),
    },
    {
      usage: 'deactivate <name>',
      description: 'switch one off; its data stays',
      run: (input) =>
        onSite(input, async ({ host, actor }) => {
          const plugin = await host.plugins.deactivate(input.args[0] ?? '', actor);
          return { json: view(plugin), text: `${plugin.name} is ${plugin.status}` };
        }),
    },
    {
      usage: 'uninstall <name>',
      description: 'drop the data of one that is off; asks twice',
      options: [['--yes', 'do not ask']],
      run: (input) =>
        onSite(input, async ({ host, actor }) => {
          const { name, title } = await host.plugins.get(input.args[0] ?? '');
          if (!input.options.yes) await askTwice(input, name, title);
          await host.plugins.uninstall(name, actor);
          return { json: { name, uninstalled: true }, text: `The data of ${name} is gone` };
        }),
    },
    ...authoringCommands,
  ],
};

async function askTwice({ terminal }: Surroundings, name: string, title: string): Promise<void> {
  if (!terminal.interactive) throw new BadUsage('uninstall asks first: say --yes where nobody can answer');
  const first = await terminal.ask(`All data of ${title} will be lost. Go on? (yes/no) `);
  if (!/^y(es)?$/i.test(first.trim())) throw new CommandFailed('nothing was changed');
  const second = await terminal.ask(`There is no way back. Type its name, ${name}, to drop its data: `);
  if (second.trim() !== name) throw new CommandFailed('nothing was changed');
}

function view(plugin: PluginInfo) {
  const { name, title, description, version, status, host, requires, error, errorDetail } = plugin;
  const fault = error === undefined ? {} : { error, error_detail: errorDetail ?? error };
  return { name, title, description, version, status, host, requires, ...fault };
}

function row({ name, version, status, title, error }: PluginInfo): Readonly<Record<string, string>> {
  return { name, version, status, what: error ? `${title}: ${error}` : title };
}
