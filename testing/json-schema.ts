/** As much of JSON Schema as the operator's API uses. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  /** Of every name that is not listed. */
  additionalProperties?: Schema | boolean;
  required?: string[];
  items?: Schema;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  description?: string;
  examples?: unknown[];
};

type Components = Readonly<Record<string, Schema>>;

/** Where a value is not what a schema says, a line each; a field that the schema does not name is one of them. */
export function mismatches(given: Schema, value: unknown, components: Components, path = '$'): string[] {
  const schema = resolved(given, components);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) {
    const tried = branches.map((branch) => mismatches(branch, value, components, path));
    return tried.some((each) => each.length === 0) ? [] : (tried[0] ?? []);
  }
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) return [`${path} is no ${types.join(' or ')}`];
  if (schema.const !== undefined && value !== schema.const) return [`${path} is not ${schema.const}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${path} is none of ${schema.enum.join(', ')}`];
  if (typeof value === 'string') return textMismatches(schema, value, path);
  if (typeof value === 'number') return numberMismatches(schema, value, path);
  if (Array.isArray(value)) {
    return value.flatMap((each, i) => mismatches(schema.items ?? {}, each, components, `${path}[${i}]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return objectMismatches(schema, value as Record<string, unknown>, components, path);
}

function resolved({ $ref, ...schema }: Schema, components: Components): Schema {
  if ($ref === undefined) return schema;
  const found = components[$ref.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`There is no ${$ref}`);
  return resolved(found, components);
}

function objectMismatches(
  { properties = {}, required = [], additionalProperties }: Schema,
  value: Record<string, unknown>,
  components: Components,
  path: string,
): string[] {
  const missing = required.filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, each]) => {
    const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    const schema = properties[name] ?? others;
    return schema ? mismatches(schema, each, components, `${path}.${name}`) : [`${path}.${name} is not described`];
  });
  return [...missing, ...wrong];
}

function textMismatches(
  { format, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema,
  value: string,
  path: string,
) {
  if (value.length < minLength || value.length > maxLength) return [`${path} has ${value.length} characters`];
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
  return format === 'date-time' && !isTime ? [`${path} is no time`] : [];
}

function numberMismatches(
  { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema,
  value: number,
  path: string,
) {
  return value < minimum || value > maximum ? [`${path} is ${value}`] : [];
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  const named: string = typeof value;
  return named === type;
}
