import type { Context } from 'koa';
import { Html, html } from './html.js';

const STYLE =
  new Html(`body { font: 1rem/1.5 system-ui, sans-serif; color: #1e1e1e; background: #f0f0f1; margin: 0; }
main { max-width: 34rem; margin: 3rem auto; padding: 1.5rem 2rem; background: #fff; border: 1px solid #c3c4c7; }
label { display: block; margin-top: 1rem; }
input[type=text], input[type=password] { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .4rem; }
button { margin-top: 1.5rem; font: inherit; padding: .5rem 1.2rem; color: #fff; background: #2145e6; border: 0; cursor: pointer; }
a { color: #2145e6; }
.plugins { list-style: none; padding: 0; }
.plugins li { border-top: 1px solid #c3c4c7; padding: 1rem 0; }
.plugins button { margin-top: .5rem; }
.error { border-left: 4px solid #b32d2e; padding: .5rem 1rem; background: #fcf0f1; }
.message { border-left: 4px solid #2145e6; padding: .5rem 1rem; background: #f0f6fc; }`);

export interface PageParts {
  readonly title: string;
  readonly main: Html;
  readonly head?: Html;
  /** Default `en`. */
  readonly language?: string;
}

/** One page of the site; no scripts, nothing from elsewhere. */
export function show(ctx: Context, { title, main, head = html``, language = 'en' }: PageParts): void {
  ctx.type = 'text/html; charset=UTF-8';
  ctx.body = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}<style>
${STYLE}
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>
`.text;
}
