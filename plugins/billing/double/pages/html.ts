import { writtenAmount } from '../../contract.js';
import { ownAmount } from '../../payments/stripe/amounts.js';

/** A piece of a page, escaped already. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = Html | string | number | null | undefined | readonly Html[];

/** Whatever is put in is escaped, unless it is a piece of a page itself. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.map((part, index) => part + shown(pieces[index])).join(''));
}

function shown(piece: Piece): string {
  if (piece === null || piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (Array.isArray(piece)) return piece.map(({ text }) => text).join('\n');
  return String(piece).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1a1f36; }
  table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #e3e8ee; }
  form { display: inline; } button, select, input { font: inherit; padding: .2rem .6rem; }
  .note { background: #fff4e5; padding: .6rem 1rem; border-radius: 4px; } .error { background: #fdecea; padding: .6rem 1rem; }
  .amount { font-size: 2rem; margin: .5rem 0; }
</style>
<p class="note">This is a double of the payment provider. No money moves here.</p>
${body}
</html>
`.text;
}

/** Minor units as people write them. */
export function money(amount: number | null, currency: string | null): string {
  if (amount === null || !currency) return '';
  const code = currency.toUpperCase();
  return writtenAmount(ownAmount(amount, code), code, 'en');
}
