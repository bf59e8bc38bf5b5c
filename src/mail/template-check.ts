import type { CompiledStore } from './compiled-store.js';
import { type Compiled, compileMjml } from './compiler.js';
import { assertRenders, liquidParts, renderHtml } from './liquid.js';

/** What a mail is made of. */
export interface MailSource {
  readonly name: string;
  readonly subject: string;
  readonly mjml: string;
  readonly sample: Readonly<Record<string, unknown>>;
}

const LONGEST_MJML = 200_000;
const LONGEST_SUBJECT = 1000;

/** Says which mail cannot be used, and why. */
export class BadTemplate extends Error {
  override readonly name = 'BadTemplate';

  constructor(
    readonly template: string,
    readonly field: 'subject' | 'mjml',
    readonly fault: string,
  ) {
    super(`The mail template ${template} cannot be used: ${field}: ${fault}`);
  }
}

/** Compiles what was never compiled, and holds all of it against the samples. Throws `BadTemplate`. */
export async function makeReady(sources: readonly MailSource[], store: CompiledStore): Promise<void> {
  for (const source of sources) checkLiquid(source);
  const fresh: MailSource[] = [];
  for (const source of sources) if ((await store.find(source.mjml)) === undefined) fresh.push(source);
  for (const [mjml, html] of await compileAll(fresh)) await store.keep(mjml, html);
}

/** HTML by MJML. Throws `BadTemplate`. */
export async function compileAll(sources: readonly MailSource[]): Promise<ReadonlyMap<string, string>> {
  for (const source of sources) checkLiquid(source);
  const compiled = await compileMjml(sources.map(toCompile));
  return new Map(sources.map((source, index) => [source.mjml, htmlOf(source, compiled[index] as Compiled)]));
}

/** The same of one, of which nothing is kept: a draft. */
export async function compiledOnce(source: MailSource, store: CompiledStore): Promise<string> {
  checkLiquid(source);
  const kept = await store.find(source.mjml);
  return kept ?? ((await compileAll([source])).get(source.mjml) as string);
}

function toCompile({ mjml, sample }: MailSource) {
  return { mjml, filled: renderHtml(mjml, sample) };
}

/** The compiled mail, with all Liquid of the source in it. */
function htmlOf(source: MailSource, compiled: Compiled): string {
  if ('fault' in compiled) throw new BadTemplate(source.name, 'mjml', compiled.fault);
  const kept = new Set(liquidParts(compiled.html).map(withoutBlanks));
  const lost = liquidParts(source.mjml).find((part) => !kept.has(withoutBlanks(part)));
  if (lost === undefined) return compiled.html;
  // MJML drops text between components without a word.
  const cure = 'between components it must stand in <mj-raw>';
  throw new BadTemplate(source.name, 'mjml', `${lost} would be lost; ${cure}`);
}

function checkLiquid({ name, subject, mjml, sample }: MailSource): void {
  attempt(name, 'subject', () => assertOneLine(subject));
  attempt(name, 'subject', () => assertRenders(subject, sample));
  attempt(name, 'mjml', () => assertWithin(mjml, LONGEST_MJML));
  attempt(name, 'mjml', () => assertRenders(mjml, sample));
}

function assertOneLine(subject: string): void {
  assertWithin(subject, LONGEST_SUBJECT);
  if (/\p{Cc}/u.test(subject)) throw new Error('has a line end or another control character');
}

function assertWithin(text: string, limit: number): void {
  if (text.trim() === '') throw new Error('is empty');
  if (text.length > limit) throw new Error(`has more than ${limit} characters`);
}

function attempt(name: string, field: 'subject' | 'mjml', work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new BadTemplate(name, field, cause instanceof Error ? cause.message : String(cause));
  }
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
