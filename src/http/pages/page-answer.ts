import type { Named } from '../../owned-registry.js';
import type { FileAnswer } from '../file-answer.js';
import type { Html } from './html.js';

/** What a plugin's page is asked. */
export interface PageVisit {
  /** `token` of `/billing/invoices/:token`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Fields of a posted form; empty otherwise. */
  readonly form: URLSearchParams;
  /** What the visitor's browser asks for, best first: `de-AT`, `de`, `en`. */
  readonly languages: readonly string[];
}

/** One page in the site's layout. */
export interface PageView {
  readonly title: string;
  readonly main: Html;
  /** Before the site's own styles: `<style>`, `<meta>`. */
  readonly head?: Html;
  /** Default `en`. */
  readonly language?: string;
  /** Default 200. */
  readonly status?: number;
  /** Origins of other sites to which posting one of the page's forms may lead in the end: `https://pay.example`. */
  readonly formsLeadTo?: readonly string[];
}

export type PageAnswer =
  | { readonly brand: 'koapress.view'; readonly view: PageView }
  | { readonly brand: 'koapress.redirect'; readonly address: string }
  | FileAnswer;

export type PageHandler = (request: PageVisit) => PageAnswer | Promise<PageAnswer>;

/** `{ 'GET /billing/invoices/:token': show }`; what a page does not know it throws as a problem. */
export type PageTable = Readonly<
  Record<string, PageHandler | { readonly answer: PageHandler; readonly takesForeignForms: true }>
>;

/** As it is registered: the name is method and path. */
export interface PageSpec extends Named {
  readonly answer: PageHandler;
  /** Other sites may post here. */
  readonly takesForeignForms: boolean;
}

/** Answers a page. */
export function page(view: PageView): PageAnswer {
  return { brand: 'koapress.view', view };
}

/** Sends the visitor on by GET, to an address of this site or another. */
export function redirect(address: string): PageAnswer {
  return { brand: 'koapress.redirect', address };
}

export function pageSpecs(table: PageTable): PageSpec[] {
  return Object.entries(table).map(([name, given]) =>
    typeof given === 'function' ? { name, answer: given, takesForeignForms: false } : { name, ...given },
  );
}
