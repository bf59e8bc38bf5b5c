import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SPARE = `import { definePlugin } from '#host';
export default definePlugin({
  name: 'spare',
  title: 'Spare',
  description: 'Does nothing, and nobody needs it',
  version: '1.0.0',
  author: 'Tests',
  homepage: 'https://spare.test/',
  host: '>=0.1.0',
  setup() {},
});
`;

/** A folder with one plugin that works and one that cannot be loaded. */
export async function writeSparePlugins(parent: string): Promise<string> {
  const folder = join(parent, 'given-plugins');
  for (const [name, text] of [
    ['spare', SPARE],
    ['broken', "throw new Error('this plugin is broken');\n"],
  ] as const) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'plugin.js'), text);
  }
  return folder;
}
