// Mails of the host and of the plugins that come with it, compiled by the build: a fresh site starts without MJML.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Compiles only what is not there yet: MJML takes its time. */
export async function bundleMails(root) {
  const built = (file) => import(pathToFileURL(path.join(root, 'build', 'src', file)).href);
  if (!existsSync(path.join(root, 'build', 'src', 'host-mails.js'))) return;
  const mails = await allMails(root);
  const { sourceHash } = await built('mail/compiled-store.js');
  const { compileAll } = await built('mail/template-check.js');
  const file = path.join(root, 'build', 'mails.json');
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  // Two mails may be made of one source.
  const sources = new Set(mails.map(({ mjml }) => sourceHash(mjml)));
  const fresh = mails.filter(({ mjml }) => before[sourceHash(mjml)] === undefined);
  const compiled = await compileAll(fresh);
  if (fresh.length === 0 && Object.keys(before).length === sources.size) return;
  const htmlOf = ({ mjml }) => before[sourceHash(mjml)] ?? compiled.get(mjml);
  const all = Object.fromEntries(mails.map((mail) => [sourceHash(mail.mjml), htmlOf(mail)]));
  writeFileSync(file, JSON.stringify(all));
}

/** A plugin's are what its `mail/index.ts` exports as `mailTemplates`. */
async function allMails(root) {
  const load = (file) => import(pathToFileURL(path.join(root, 'build', file)).href);
  const { hostMails } = await load('src/host-mails.js');
  const folder = path.join(root, 'build', 'plugins');
  const plugins = existsSync(folder) ? readdirSync(folder).sort() : [];
  const files = plugins.map((name) => `plugins/${name}/mail/index.js`);
  const there = files.filter((file) => existsSync(path.join(root, 'build', file)));
  const loaded = await Promise.all(there.map(load));
  return [...hostMails, ...loaded.flatMap(({ mailTemplates }) => mailTemplates)];
}
