import { ProblemError } from './problem.js';

/** `a=1&b[]=2&b[]=3` as `{ a: '1', b: ['2', '3'] }`. */
export function parseForm(text: string): Record<string, unknown> {
  try {
    decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new ProblemError('malformed', 'The form is not valid UTF-8', { cause });
  }
  return grouped(new URLSearchParams(text));
}

/** The fields of a `multipart/form-data` body; files are passed over. */
export async function parseMultipart(bytes: Buffer, contentType: string): Promise<Record<string, unknown>> {
  try {
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
    return grouped([...form].filter((field): field is [string, string] => typeof field[1] === 'string'));
  } catch (cause) {
    throw new ProblemError('malformed', 'The form cannot be read', { cause });
  }
}

/** Lists grow in place: copying one for each of its items would take minutes for a body full of them. */
function grouped(pairs: Iterable<readonly [name: string, value: string]>): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of pairs) {
    const key = name.replace(/\[\d*\]$/, '');
    const before = fields.get(key);
    if (key === name) fields.set(key, value);
    else if (Array.isArray(before)) before.push(value);
    else fields.set(key, [...(typeof before === 'string' ? [before] : []), value]);
  }
  return Object.fromEntries(fields);
}
