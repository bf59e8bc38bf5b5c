import type { Caller, Served } from '../contract/caller.js';
import { type Json, jsonSchema, responsesOf } from '../contract/documents.js';
import { SchemaChecks } from '../contract/schema-check.js';
import type { Answer } from '../matrix/exchange.js';

/** Whether refusals look as their surface says. */
export class Shapes {
  private readonly checks = new Map<Json, SchemaChecks>();

  constructor(private readonly caller: Caller) {}

  /** What is wrong with a refusal; `field` must be named in it. */
  refusal(served: Served, answer: Answer, field?: string): string[] {
    const { status, text } = answer;
    const said = `${served.template} answered ${status} ${text.slice(0, 300)}`;
    if (status < 400 || status >= 500) return [said];
    const shape = this.shape(served, answer);
    if (shape) return [`${said}: ${shape}`];
    return field === undefined || names(text, field) ? [] : [`${said}: does not name ${field}`];
  }

  /** Of an error's body; undefined when it is as documented. */
  shape(served: Served, { body }: Answer): string | undefined {
    const { document } = served.operation;
    const written = responsesOf(served.operation).default;
    const schema = written && jsonSchema(document, written);
    if (!schema) return 'no shape of errors is documented';
    let checks = this.checks.get(document);
    if (!checks) {
      checks = new SchemaChecks(document, true);
      this.checks.set(document, checks);
    }
    return checks.of(schema)(body);
  }

  /** Any operation of a surface: they share the shape. */
  anyOf(surface: string): Served | undefined {
    return this.caller.operations.find((served) => served.surface.id === surface);
  }
}

/** Codes of WordPress that mean a field without naming it. */
const MEANT: Readonly<Record<string, string>> = { id: 'rest_user_exists' };

/** As other surfaces write places, or as WordPress does: `stages[0][name]`. */
function names(text: string, field: string): boolean {
  const bracketed = field.replace(/\.([^.]+)/g, '[$1]');
  return text.includes(field) || text.includes(bracketed) || text.includes(`"code":"${MEANT[field]}"`);
}
