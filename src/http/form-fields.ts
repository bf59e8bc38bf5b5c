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
  return textsOf(await readForm(bytes, contentType));
}

/** The same with the file of one field. */
export async function parseUpload(
  bytes: Buffer,
  contentType: string,
  field: string,
): Promise<{ readonly fields: Record<string, unknown>; readonly file: Buffer | undefined }> {
  const form = await readForm(bytes, contentType);
  const file = form.find(([name, value]) => name === field && typeof value !== 'string')?.[1];
  const isFile = file !== undefined && typeof file !== 'string';
  return { fields: textsOf(form), file: isFile ? Buffer.from(await file.arrayBuffer()) : undefined };
}

type Form = readonly (readonly [name: string, value: string | Blob])[];

async function readForm(bytes: Buffer, contentType: string): Promise<Form> {
  try {
    return [...(await new Response(bytes, { headers: { 'content-type': contentType } }).formData())];
  } catch (cause) {
    throw new ProblemError('malformed', 'The form cannot be read', { cause });
  }
}

function textsOf(form: Form): Record<string, unknown> {
  return grouped(form.filter((field): field is [string, string] => typeof field[1] === 'string'));
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
