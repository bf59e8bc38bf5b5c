/**
 * tsoa works out `Omit`, `Pick`, `Partial` and their like by TypeScript's types, which know nothing of `@maxLength` or
 * `@minimum`: a body that is made by them would be let in unchecked. What they leave optional is a union with
 * `undefined`, which no field that is written down ever is.
 */
const DERIVED = /^(Omit|Pick|Partial|Required)_/;

/** Throws for a body that has lost its rules. `context` is what tsoa makes the routes of the unit in `folder` from. */
export function assertRulesKept({ controllers, models }, folder) {
  const seen = new Set();
  const actions = controllers.flatMap((controller) => controller.actions);
  for (const { parameters } of actions)
    for (const parameter of Object.values(parameters)) if (parameter.in === 'body') look(parameter);

  function look(schema) {
    if (schema.ref && !seen.has(schema.ref)) lookInto(schema.ref);
    for (const part of [...(schema.subSchemas ?? []), schema.array, schema.type].filter(Boolean)) look(part);
    for (const part of Object.values(schema.nestedProperties ?? {})) look(part);
  }

  function lookInto(name) {
    seen.add(name);
    if (DERIVED.test(name)) refuse(name);
    const model = models[name] ?? {};
    if (model.type) look(model.type);
    for (const [field, schema] of Object.entries(model.properties ?? {})) {
      if (schema.subSchemas?.some(({ dataType }) => dataType === 'undefined')) refuse(`${name}.${field}`);
      look(schema);
    }
  }

  function refuse(place) {
    throw new Error(
      `${folder}: ${place} has lost its rules: write the body's fields down, without Omit, Pick or Partial`,
    );
  }
}
