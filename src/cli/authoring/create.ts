import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HOST_VERSION } from '../../version.js';
import { type Answer, BadUsage, CommandFailed, type Options, type Surroundings, textOf } from '../command.js';
import { PACKAGE } from './project.js';

const TEMPLATES = path.join(PACKAGE, 'src', 'build', 'scaffold');
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const TAKEN = ['kp', 'host', 'koapress', 'knex', 'sqlite', 'billing', 'agency', 'hosting', 'agent'];

/** `koapress plugin create`: writes a small whole plugin, and says how to go on. */
export async function createProject(
  input: Surroundings & { readonly args: readonly string[]; readonly options: Options },
): Promise<Answer> {
  const name = checkedName(input.args[0] ?? '');
  const folder = path.resolve(input.folder, textOf(input.options, 'dir') ?? name);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new CommandFailed(`${folder} is not empty: nothing was written`);
  const files = write(folder, wordsOf(name));
  const commands = commandsFor(name, path.relative(input.folder, folder) || '.');
  return { json: { name, folder, files, commands }, text: told(folder, files, commands) };
}

function checkedName(name: string): string {
  if (!NAME.test(name) || name.length > 30) {
    throw new BadUsage('a plugin is named in lower case letters, digits and single hyphens, at most 30');
  }
  if (TAKEN.includes(name)) throw new BadUsage(`the name ${name} is taken: choose another`);
  return name;
}

/** What stands for what in the templates. */
function wordsOf(name: string): Readonly<Record<string, string>> {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return {
    __name__: name,
    __title__: words.join(' '),
    __table__: name.replaceAll('-', '_'),
    __Class__: words.join(''),
    __host__: HOST_VERSION,
  };
}

function write(folder: string, words: Readonly<Record<string, string>>): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(TEMPLATES, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = path.join(entry.parentPath, entry.name);
    const file = filled(path.relative(TEMPLATES, source).replace(/\.template$/, ''), words);
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), filled(readFileSync(source, 'utf8'), words), { flag: 'wx' });
    files.push(file.split(path.sep).join('/'));
  }
  return files.sort();
}

function filled(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/__[a-zA-Z]+__/g, (word) => words[word] ?? word);
}

function commandsFor(name: string, folder: string): string[] {
  const at = folder.includes(' ') ? JSON.stringify(folder) : folder;
  return [
    `npx koapress plugin build ${at}`,
    `npx koapress plugin test ${at}`,
    `npx koapress plugin validate ${at}`,
    `npx koapress plugin pack ${at}`,
    `npx koapress plugin install ${folder === '.' ? '' : `${at}/`}${name}-1.0.0.tgz`,
    `npx koapress plugin activate ${name}`,
  ];
}

function told(folder: string, files: readonly string[], commands: readonly string[]): string {
  return [
    `Wrote ${files.length} files to ${folder}. Go on with:`,
    '',
    ...commands.map((each) => `  ${each}`),
  ].join('\n');
}
