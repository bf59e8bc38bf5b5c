import sanitize from 'sanitize-html';
import { contradiction } from './problems.js';

/**
 * What opens a tag, a comment or a declaration in a browser, also once control characters have been taken out.
 * Without one a text is text, whoever shows it.
 */
const MARKUP = /<[a-z/!?\p{Cc}]/iu;

const OPTIONS: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre', 'code', 'h1', 'h2', 'h3', 'h4'],
    ...['b', 'strong', 'i', 'em', 'u', 's', 'sub', 'sup', 'small', 'a', 'ul', 'ol', 'li'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'title', 'rel'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'noopener noreferrer nofollow' }) },
};

/**
 * What somebody wrote, fit to be shown as HTML: no script, style, form, picture or handler is left. A text without
 * markup stays as it is. 422 naming the field where nothing is left. Bears repetition.
 */
export function harmless(text: string, field: string): string {
  if (!MARKUP.test(text)) return text;
  const clean = sanitize(text, OPTIONS);
  if (sanitize(clean, { allowedTags: [] }).trim() !== '') return clean;
  throw contradiction(field, `${field}: nothing is left of it when its HTML has been made harmless`);
}
