import type { TsoaRoute } from '@tsoa/runtime';

type Json = Record<string, unknown>;

const LARGEST_OF_32_BITS = 2 ** 31 - 1;

/** tsoa says 32 bits of every whole number: programs that are made from the document would cut off ids and amounts. */
export function widened(schema: Json): Json {
  if (schema.type !== 'integer' || schema.format !== 'int32') return schema;
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = schema as {
    minimum?: number;
    maximum?: number;
  };
  const fits = maximum <= LARGEST_OF_32_BITS && minimum >= -LARGEST_OF_32_BITS;
  return fits ? schema : { ...schema, format: 'int64' };
}

/** OpenAPI 3.0 ignores what stands beside a reference, so that nobody would read what is said of the field. */
export function referring({ $ref, ...said }: Json): Json {
  if ($ref === undefined) return said;
  return Object.keys(said).length > 0 ? { allOf: [{ $ref }], ...said } : { $ref };
}

/** Parameters with what is meant where they are left out: tsoa does not say it of types that have a name. */
export function withDefaults(
  parameters: readonly Json[],
  args: Readonly<Record<string, TsoaRoute.ParameterSchema>>,
): Json[] {
  const defaults = new Map(Object.values(args).map((arg) => [`${arg.in} ${arg.name}`, arg.default]));
  return parameters.map((parameter) => {
    const value = defaults.get(`${parameter.in} ${parameter.name}`);
    const schema = parameter.schema as Json;
    if (value === undefined || schema.default !== undefined) return parameter;
    return {
      ...parameter,
      schema: schema.$ref ? { allOf: [schema], default: value } : { ...schema, default: value },
    };
  });
}
