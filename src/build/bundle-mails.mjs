// The host's own mails, compiled by the build, so that a fresh site starts without MJML.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Compiles only what is not there yet: MJML takes its time. */
export async function bundleMails(root) {
  const built = (file) => import(pathToFileURL(path.join(root, 'build', 'src', file)).href);
  if (!existsSync(path.join(root, 'build', 'src', 'host-mails.js'))) return;
  const { hostMails } = await built('host-mails.js');
  const { sourceHash } = await built('mail/compiled-store.js');
  const { compileAll } = await built('mail/template-check.js');
  const file = path.join(root, 'build', 'mails.json');
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const fresh = hostMails.filter(({ mjml }) => before[sourceHash(mjml)] === undefined);
  const compiled = await compileAll(fresh);
  if (fresh.length === 0 && Object.keys(before).length === hostMails.length) return;
  const htmlOf = ({ mjml }) => before[sourceHash(mjml)] ?? compiled.get(mjml);
  const all = Object.fromEntries(hostMails.map((mail) => [sourceHash(mail.mjml), htmlOf(mail)]));
  writeFileSync(file, JSON.stringify(all));
}
