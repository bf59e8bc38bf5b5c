import type { DefinedError, ErrorObject } from 'ajv';
import type { FieldProblem } from '#host';

/** The answer as a whole, where no field is at fault. */
const WHOLE = 'data';

type Said = readonly [rule: string, message: string];

/** One for each field that breaks a rule: the first that it breaks. */
export function answerFaults(errors: readonly ErrorObject[]): FieldProblem[] {
  const faults = new Map<string, FieldProblem>();
  for (const error of errors as readonly DefinedError[]) {
    const field = fieldOf(error);
    if (faults.has(field)) continue;
    const [rule, message] = said(error);
    faults.set(field, { field, rule, message: `${field} ${message}` });
  }
  return [...faults.values()];
}

/** `/address/lines/0` as `address.lines.0`; what is missing or too much is named itself. */
function fieldOf(error: DefinedError): string {
  const steps = error.instancePath.split('/').slice(1).map(unescaped);
  if (error.keyword === 'required' || error.keyword === 'dependentRequired')
    steps.push(error.params.missingProperty);
  else if (error.keyword === 'additionalProperties') steps.push(error.params.additionalProperty);
  else if (error.keyword === 'unevaluatedProperties') steps.push(error.params.unevaluatedProperty);
  else if (error.keyword === 'propertyNames') steps.push(error.params.propertyName);
  return steps.length === 0 ? WHOLE : steps.join('.');
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function said(error: DefinedError): Said {
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return ['required', 'is required'];
    case 'additionalProperties':
    case 'unevaluatedProperties':
    case 'propertyNames':
      return ['unknown', 'is not a known field'];
    case 'type':
      return ['type', `must be of type ${[error.params.type].flat().join(' or ')}`];
    case 'enum':
      return ['enum', `must be one of ${error.params.allowedValues.map(text).join(', ').slice(0, 500)}`];
    case 'const':
      return ['enum', `must be ${text(error.params.allowedValue).slice(0, 500)}`];
    case 'minLength':
      return ['min_length', `must be at least ${error.params.limit} characters long`];
    case 'maxLength':
      return ['max_length', `must be at most ${error.params.limit} characters long`];
    case 'minItems':
      return ['min_items', `must have at least ${error.params.limit} items`];
    case 'maxItems':
      return ['max_items', `must have at most ${error.params.limit} items`];
    case 'minimum':
    case 'exclusiveMinimum':
      return ['min', `must be ${error.params.comparison} ${error.params.limit}`];
    case 'maximum':
    case 'exclusiveMaximum':
      return ['max', `must be ${error.params.comparison} ${error.params.limit}`];
    case 'pattern':
      return ['pattern', `must match ${error.params.pattern}`];
    case 'format':
      return ['format', `must be of format ${error.params.format}`];
    case 'multipleOf':
      return ['multiple_of', `must be a multiple of ${error.params.multipleOf}`];
    case 'uniqueItems':
      return ['unique', 'must not repeat an item'];
    default:
      return ['custom', 'is not as the form wants it'];
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
