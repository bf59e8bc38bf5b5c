import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../config/temporary-folder.js';

interface Generator {
  generateRoutes(options: { root: string }): Promise<{ generated: readonly string[] }>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { generateRoutes } = (await import(join(ROOT, 'src/build/routes.mjs'))) as Generator;

/** A project with one operation whose body is declared so. */
function project(t: ExecutionContext, body: string): string {
  const root = temporaryFolder(t);
  const folder = join(root, 'src/controllers/ops');
  mkdirSync(folder, { recursive: true });
  const compilerOptions = { module: 'NodeNext', strict: true, experimentalDecorators: true, types: [] };
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src/**/*.ts'] }));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(
    join(folder, 'things.controller.ts'),
    `import { Body, Controller, Post, Route } from '@tsoa/runtime';

/** @maxLength 20 */
export type Name = string;
export interface ThingPatch { name?: Name; id?: string }
${body}

@Route('things')
export class ThingsController extends Controller {
  @Post()
  async make(@Body() body: ThingBody): Promise<void> {}
}
`,
  );
  return root;
}

test('a body whose fields are written down keeps their rules', async (t) => {
  const root = project(t, 'export interface ThingBody extends ThingPatch { size?: Name | null }');
  t.deepEqual((await generateRoutes({ root })).generated, ['src/controllers/ops']);
});

for (const body of [
  "export interface ThingBody extends Omit<ThingPatch, 'id'> { size?: Name }",
  "export type ThingBody = Pick<ThingPatch, 'name'>;",
  'export interface ThingBody { thing: Partial<ThingPatch> }',
])
  test(`a body that would be let in unchecked is not built: ${body}`, async (t) => {
    const root = project(t, body);
    const error = await t.throwsAsync(generateRoutes({ root }));
    t.regex(error?.message ?? '', /^src\/controllers\/ops: .* has lost its rules/);
  });
