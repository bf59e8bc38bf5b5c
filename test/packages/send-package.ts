import type { Answer, Site } from '../support/site.js';

export interface SentPackage {
  readonly auth?: string | null;
  /** In the form. */
  readonly password?: string;
  readonly status?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As a form, the way a browser sends a file. */
export async function sendPackage(
  site: Pick<Site, 'url'>,
  bytes: Buffer,
  sent: SentPackage,
): Promise<Answer> {
  const form = new FormData();
  form.append('package', new Blob([new Uint8Array(bytes)], { type: 'application/gzip' }), 'parcel.tgz');
  if (sent.password !== undefined) form.append('password', sent.password);
  if (sent.status !== undefined) form.append('status', sent.status);
  const headers: Record<string, string> = { ...sent.headers };
  if (sent.auth) headers.authorization = sent.auth;
  return answered(await fetch(`${site.url}/wp-json/wp/v2/plugins`, { method: 'POST', headers, body: form }));
}

/** The file as the whole body. */
export async function sendFile(site: Pick<Site, 'url'>, bytes: Buffer, headers: Record<string, string>) {
  const body = new Uint8Array(bytes);
  const all = { 'content-type': 'application/gzip', ...headers };
  return answered(await fetch(`${site.url}/wp-json/wp/v2/plugins`, { method: 'POST', headers: all, body }));
}

async function answered(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
