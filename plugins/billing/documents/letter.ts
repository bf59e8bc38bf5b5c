import type { PdfContent, PdfDocument, PdfTable } from '#host';
import type { Address, CustomerSnapshot, SellerSnapshot } from '../contract.js';
import type { Words } from './words.js';

/** What stands in the head and foot of every document to a customer. */
export interface Letter {
  readonly words: Words;
  readonly language: string;
  readonly title: string;
  readonly seller: SellerSnapshot;
  readonly customer: CustomerSnapshot;
  /** A `data:` URL; null: the seller has none. */
  readonly logo: string | null;
  /** Name and value, as they stand at the right of the address. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly watermark?: string;
  readonly body: readonly PdfContent[];
}

const GREY = '#666666';
const LINE = '#bbbbbb';
const WIDTH = 495;
/** Between names of any length and what stands beside them. */
const GAP = 24;
/** Begins with the letters of a country, as the European Union writes them. */
const VAT = /^[A-Z]{2}\s?[\dA-Z]{2}/;

/** Seller and logo above, the customer where a window envelope shows it, the facts beside, legal lines at the end. */
export function letterDocument(letter: Letter): PdfDocument {
  const { body, language, logo, seller, title, watermark, words } = letter;
  return {
    content: [
      head(letter),
      addressAndFacts(letter),
      { text: title, style: 'title' },
      ...body,
      ...legal(seller),
    ],
    styles: {
      title: { fontSize: 18, bold: true, margin: [0, 18, 0, 10] },
      name: { fontSize: 12, bold: true },
      small: { fontSize: 8, color: GREY },
      label: { color: GREY },
      header: { bold: true, color: '#333333' },
      total: { bold: true, fontSize: 11 },
    },
    footer: [`${seller.name} · ${title}`, words.page],
    language,
    info: { title, author: seller.name },
    ...(logo === null ? {} : { images: { logo } }),
    ...(watermark === undefined ? {} : { watermark: watermark.toLocaleUpperCase(language) }),
  };
}

function head({ logo, seller, words }: Letter): PdfContent {
  const lines = sellerLines(seller, words);
  const name: PdfContent = { text: seller.name, style: 'name' };
  const said: PdfContent = { stack: lines.map((text) => ({ text, style: 'small' })) };
  const mark: PdfContent = logo === null ? name : { image: 'logo', fit: [160, 60] };
  return { columns: [mark, { stack: [logo === null ? [] : name, said], alignment: 'right' }] };
}

function addressAndFacts({ customer, facts, words }: Letter): PdfContent {
  const rows = facts.map(([name, value]) => [
    { text: name, style: 'label' },
    { text: value, alignment: 'right' as const },
  ]);
  const table: PdfContent =
    rows.length === 0
      ? ''
      : { table: { widths: ['*', 'auto'], body: rows }, layout: 'noBorders', width: 215 };
  return {
    margin: [0, 40, 0, 0],
    columns: [{ stack: receiverLines(customer, words) }, table],
    columnGap: GAP,
  };
}

function legal({ terms }: SellerSnapshot): PdfContent[] {
  if (!terms) return [];
  const line = { type: 'line', x1: 0, y1: 0, x2: WIDTH, y2: 0, lineWidth: 0.5, lineColor: LINE } as const;
  return [
    { canvas: [line], margin: [0, 24, 0, 8] },
    { text: terms, style: 'small' },
  ];
}

/** Who is billed: the company before the person. */
export function receiverLines(customer: CustomerSnapshot, words: Words): [first: string, ...string[]] {
  const { address, company, name } = customer;
  const rest = [...addressLines(address), ...taxLines(customer, words)];
  return company && company !== name ? [company, name, ...rest] : [name, ...rest];
}

/** Below the name of who bills. */
export function sellerLines(seller: SellerSnapshot, words: Words): string[] {
  const email = seller.email === null ? [] : [seller.email];
  return [...addressLines(seller.address), ...taxLines(seller, words), ...email];
}

/** `VAT ID: DE123456789`; nothing where there is none. */
export function taxLines({ taxId }: { readonly taxId: string | null }, words: Words): string[] {
  if (!taxId) return [];
  return [`${VAT.test(taxId) ? words.vatId : words.taxId}: ${taxId}`];
}

/** As it is written on an envelope, without empty lines. */
export function addressLines(address: Partial<Address> | null): string[] {
  if (!address) return [];
  const { line1, line2, postalCode, city, state, country } = address;
  const town = [postalCode, city].filter(Boolean).join(' ');
  return [line1, line2, [town, state].filter(Boolean).join(', '), country].filter(
    (line): line is string => line !== null && line !== undefined && line !== '',
  );
}

export type SumRow = readonly [name: string, value: string, isTotal?: boolean];

/** Names and sums at the right, as at the end of a document. */
export function sums(rows: readonly SumRow[]): PdfTable {
  return {
    margin: [220, 10, 0, 0],
    unbreakable: true,
    table: {
      widths: ['*', 'auto'],
      body: rows.map(([name, value, isTotal]) => [
        { text: name, ...(isTotal ? { style: 'total' } : {}) },
        { text: value, alignment: 'right', noWrap: true, ...(isTotal ? { style: 'total' } : {}) },
      ]),
    },
    layout: 'noBorders',
  };
}
