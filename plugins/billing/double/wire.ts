/** Parameters as a form brings them: every leaf is a text. `T`: what the provider's package lets a client send. */
export type Wire<T> = T extends string | number | boolean | null
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]?: Wire<NonNullable<T[Key]>> }
      : never;

export type FormValue = string | FormValue[] | Form;
export interface Form {
  [name: string]: FormValue;
}

/** `a[b][0]=c` becomes `{ a: { b: ['c'] } }`. */
export function parseForm(text: string): Form {
  const form: Form = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) place(form, pathOf(key), value);
  return arraysOf(form) as Form;
}

function pathOf(key: string): string[] {
  const [head = '', ...rest] = key.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
}

function place(form: Form, [head = '', ...rest]: string[], value: string): void {
  const name = head === '' ? String(Object.keys(form).length) : head;
  if (rest.length === 0) {
    form[name] = value;
    return;
  }
  const inner = form[name];
  const next: Form = typeof inner === 'object' && !Array.isArray(inner) ? inner : Object.create(null);
  form[name] = next;
  place(next, rest, value);
}

/** Whatever has only numbers for names is a list. */
function arraysOf(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name)))
    return entries.map(([, item]) => arraysOf(item));
  return Object.fromEntries(entries.map(([name, item]) => [name, arraysOf(item)]));
}

/** An equal text for equal parameters, whatever their order. */
export function canonicalForm(text: string): string {
  const pairs = [...new URLSearchParams(text)].map(([name, value]) => `${name}=${value}`);
  return pairs.sort().join('&');
}

/** Names and texts that a client keeps with an object. */
export function metadataOf(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null) return {};
  return Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === 'string' && value));
}
