import type { Schema } from '../testing/json-schema.ts';

/** As much of OpenAPI as the document of the operator's API uses. */
export type ApiDocument = {
  info: { description: string };
  tags: readonly { name: string }[];
  paths: Readonly<Record<string, unknown>>;
  components: { schemas: Readonly<Record<string, unknown>> };
};

type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: Schema };
type Body = { content?: Record<string, { schema: Schema }> };
type Operation = {
  summary: string;
  description?: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body & { description: string }>;
};
type Row = { name: string; schema: Schema; isRequired: boolean; description?: string | undefined };

/** What every call can be answered with, and every POST has to do with its key: said once, at the top. */
const common = ['400', '401', '429', '503'];
const ofKey = /(?: Or: |^)(?:A request with t|T)his `Idempotency-Key` .*$/;

/** The page `docs/api-reference.md`: each call with its parameters, fields and answers, and each named object once. */
export function apiReference(document: ApiDocument): string {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  );
  const schemas = Object.entries(document.components.schemas as Record<string, Schema>);
  const inline = schemas.filter(([name]) => isInline(name, document));
  const lines = [
    '# API reference',
    '',
    `${document.info.description} Made from [\`openapi/operator.json\`](openapi/operator.json) by`,
    '`npx vitest run test/operator/api -u`. How to begin, and what is common to all calls: [operator API](api.md). Paths are',
    'below `PUBLIC_URL/api/v1`. Every call may also be answered 400, 401, 429 or 503, and every POST takes an',
    '[`Idempotency-Key`](api.md#idempotency-key) (409, 422). **Bold** names are required, or always there.',
    ...document.tags.flatMap(({ name }) => [
      '',
      `## ${capital(name)}`,
      ...calls
        .filter(({ operation }) => operation.tags.includes(name))
        .flatMap(({ path, method, operation }) => describeCall(`${method.toUpperCase()} ${path}`, operation, inline)),
    ]),
    '',
    '## Objects',
    ...schemas
      .filter(([name]) => !isInline(name, document))
      .flatMap(([name, schema]) => ['', `### ${name}`, ...tableOf(fieldsOf(schema))]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Whether it is the answer or the body of calls alone, and part of nothing else: it stands there. */
function isInline(name: string, { components }: ApiDocument): boolean {
  const isPart = JSON.stringify(components.schemas).includes(`"#/components/schemas/${name}"`);
  return /(Answer|Request)$/.test(name) && !isPart;
}

function describeCall(call: string, operation: Operation, inline: [string, Schema][]): string[] {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const resolved = ({ content = {} }: Body): Schema => {
    const schema = Object.values(content).at(-1)?.schema ?? {};
    const name = nameOf(schema);
    return inline.find(([each]) => each === name)?.[1] ?? schema;
  };
  const rows = parameters
    .filter(({ name }) => name !== 'Idempotency-Key')
    .map(({ name, schema, required, description: what }) => ({
      name,
      schema,
      isRequired: required === true,
      description: what,
    }));
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const bad = Object.entries(responses)
    .filter(([status]) => !status.startsWith('2') && !common.includes(status))
    .map(([status, { description: what }]) => ({ status, what: what.replace(ofKey, '') }))
    .filter(({ what }) => what !== '');
  return [
    '',
    `### ${summary}`,
    '',
    `\`${call}\`${description ? `. ${description}` : ''}`,
    ...tableOf(rows, 'parameter'),
    ...(requestBody ? bodyOf('The body', resolved(requestBody)) : []),
    ...good.flatMap(([status, body]) => bodyOf(`Answer ${status}`, resolved(body), body.description)),
    ...(bad.length > 0 ? ['', ...bad.map(({ status, what }) => `- ${status}: ${what}`)] : []),
  ];
}

/** A table of its fields, or what it is where it has a name of its own. */
function bodyOf(title: string, schema: Schema, description?: string): string[] {
  const rows = fieldsOf(schema);
  const what = rows.length === 0 && typeOf(schema) !== '' ? `: ${typeOf(schema)}` : '';
  return ['', `${title}${what}${description ? `. ${description}` : ''}`, ...tableOf(rows)];
}

/** Those of objects within as `outer.inner`, of lists as `outer[].inner`. */
function fieldsOf(schema: Schema): Row[] {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const isList = field.items !== undefined;
    const inner = fieldsOf(field.items ?? field).map((row) => ({
      ...row,
      name: `${name}${isList ? '[]' : ''}.${row.name}`,
    }));
    return [{ name, schema: field, isRequired: required.includes(name), description: field.description }, ...inner];
  });
}

function tableOf(rows: readonly Row[], first = 'field'): string[] {
  if (rows.length === 0) return [];
  return [
    '',
    `| ${first} | type | meaning |`,
    '| --- | --- | --- |',
    ...rows.map(({ name, schema, isRequired, description = '' }) => {
      const mark = isRequired ? '**' : '';
      return `| ${mark}\`${name}\`${mark} | ${typeOf(schema)} | ${description.replaceAll('|', '\\|')} |`;
    }),
  ];
}

function typeOf(schema: Schema): string {
  const name = nameOf(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return [...new Set(branches.map(typeOf))].join(' or ');
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  return schema.format ?? [schema.type ?? []].flat().join(' or ');
}

function nameOf({ $ref }: Schema): string | undefined {
  return $ref?.split('/').at(-1);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
