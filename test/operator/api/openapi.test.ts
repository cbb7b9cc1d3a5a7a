import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { apiReference } from '../../../scripts/api-reference.ts';
import { endpoints } from '../../../src/operator/api/endpoints.ts';
import { openApiOf } from '../../../src/operator/api/openapi.ts';
import { mismatches, type Schema } from '../../../testing/json-schema.ts';

const document = openApiOf(endpoints);
const schemas = document.components.schemas as Record<string, Schema>;

// Both are written anew by `npx vitest run test/operator/api/openapi.test.ts -u`.
test('the document in docs is this one', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../docs/openapi/operator.json');
});

test('the page made of it is this one', async () => {
  await expect(apiReference(document)).toMatchFileSnapshot('../../../docs/api-reference.md');
});

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect([valid, errors ?? []]).toEqual([true, []]);
});

const fields = Object.entries(schemas).flatMap(([name, schema]) => fieldsOf(name, schema));

test.each(fields)('%s has a description and examples that fit', (_name, field) => {
  expect(field.description).toMatch(/\.$/);
  expect(field.examples ?? []).not.toEqual([]);
  for (const example of field.examples ?? []) expect(mismatches(field, example, schemas)).toEqual([]);
});

const parameters = endpoints.flatMap(({ id, params, query }) =>
  Object.keys({ ...params?.shape, ...query?.shape }).map((name) => `${id} ${name}`),
);
const described = Object.values(document.paths).flatMap((operations) =>
  Object.values(operations as Record<string, { operationId: string; parameters?: Parameter[] }>).flatMap(
    ({ operationId, parameters: own = [] }) => own.map((each) => [`${operationId} ${each.name}`, each] as const),
  ),
);
type Parameter = { name: string; in: string; description?: string; schema: Schema; example?: unknown };

test.each(described)('the parameter %s has a description and an example', (_name, { description, example }) => {
  expect(description).toMatch(/\.$/);
  expect(example).toBeDefined();
});

test('every parameter is described, and every id is used once', () => {
  expect(described.map(([name]) => name)).toEqual(expect.arrayContaining(parameters));
  const ids = endpoints.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what an endpoint never keeps is in its answers, and need not be there', () => {
  for (const { id, secrets = [], answers } of endpoints) {
    const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}Answer`;
    for (const secret of secrets) {
      expect([id, Object.keys(answers).length]).toEqual([id, 1]);
      expect(schemas[name]?.properties).toHaveProperty(secret);
      expect(schemas[name]?.required).not.toContain(secret);
    }
  }
});

/** Those of named schemas are looked at where they are. */
function fieldsOf(path: string, schema: Schema): [string, Schema][] {
  const own = Object.entries(schema.properties ?? {});
  const nested = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])];
  return [
    ...own.map(([name, each]): [string, Schema] => [`${path}.${name}`, each]),
    ...[...nested, ...own.map(([, each]) => each)].flatMap((each) => ('$ref' in each ? [] : fieldsOf(path, each))),
  ];
}
