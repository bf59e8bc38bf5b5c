import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Context, Next } from 'koa';
import { type OpenApi } from './openapi/document.js';
import { surfaces } from './surfaces/index.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.png': 'image/png',
};
const FILES = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-32x32.png',
];
const assets = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Koapress API explorer</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="explorer"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/swagger-ui-standalone-preset.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** All documents to choose from; nothing is asked of another host. Who is signed in tries operations as that. */
const START = `window.ui = SwaggerUIBundle({
  dom_id: '#explorer',
  urls: ${JSON.stringify([{ name: 'All', url: '/openapi.json' }, ...surfaces.map(({ id, title }) => ({ name: title, url: `/openapi/${id}.json` }))])},
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  validatorUrl: null,
  requestInterceptor: withNonce,
});
async function withNonce(request) {
  const url = new URL(request.url, location.href);
  if (request.loadSpec || url.origin !== location.origin || request.headers.Authorization) return request;
  const answer = await fetch('/wp-admin/admin-ajax.php?action=rest-nonce');
  if (answer.ok && !request.headers['X-WP-Nonce']) request.headers['X-WP-Nonce'] = await answer.text();
  return request;
}
`;

/** `/openapi.json`, `/openapi/<surface>.json`, and the explorer at `/docs`. */
export function explorer(openApi: OpenApi) {
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    if (ctx.path === '/openapi.json') return answerJson(ctx, openApi.document());
    const surface = surfaces.find(({ id }) => ctx.path === `/openapi/${id}.json`);
    if (surface) return answerJson(ctx, openApi.document(surface));
    if (ctx.path === '/docs' || ctx.path === '/docs/') return answerText(ctx, 'text/html', PAGE);
    if (ctx.path === '/docs/start.js') return answerText(ctx, 'text/javascript', START);
    const file = FILES.find((name) => ctx.path === `/docs/${name}`);
    if (!file) return next();
    ctx.type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    ctx.set('Cache-Control', 'public, max-age=3600');
    ctx.body = await readFile(path.join(assets, file));
  };
}

function answerJson(ctx: Context, document: unknown): void {
  ctx.set('Cache-Control', 'no-cache');
  ctx.body = document;
}

function answerText(ctx: Context, type: string, text: string): void {
  ctx.type = type;
  ctx.body = text;
}
