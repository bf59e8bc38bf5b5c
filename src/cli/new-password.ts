import { randomBytes } from 'node:crypto';
import { BadUsage, type Options, type Surroundings, textOf } from './command.js';

/** The password given by an option or on stdin; else a random one, which must be shown. */
export async function newPassword(
  input: { readonly options: Options } & Surroundings,
): Promise<{ readonly password: string; readonly made: boolean }> {
  const given = input.options.passwordStdin ? await fromStdin(input) : textOf(input.options, 'password');
  if (given !== undefined) return { password: given, made: false };
  return { password: randomBytes(18).toString('base64url'), made: true };
}

async function fromStdin({ terminal }: Surroundings): Promise<string> {
  const [line = ''] = (await terminal.read()).split(/\r?\n/);
  if (line === '') throw new BadUsage('--password-stdin: nothing came on stdin');
  return line;
}
