import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Answer, CommandFailed, type Surroundings } from '../command.js';
import { builtFolder } from './project.js';

/** `koapress plugin test`: runs the built tests with Node's own runner. */
export async function testProject(
  folder: string,
  { terminal }: Pick<Surroundings, 'terminal'>,
): Promise<Answer> {
  const built = builtFolder(folder);
  const files = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.test\.js$/.test(file),
  );
  if (files.length === 0) throw new CommandFailed(`there are no tests (src/*.test.ts) in ${folder}`);
  // A runner inside a runner would otherwise report to the outer one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--test', ...files.map((file) => path.join(built, file))], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => terminal.err(text));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  const passed = code === 0;
  return {
    json: { passed, files: files.length },
    text: passed ? 'The tests pass' : 'The tests fail',
    failed: !passed,
  };
}
