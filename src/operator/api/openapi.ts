import type { z } from 'zod';
import { componentsOf, inputSchema, type RefTo } from './components.ts';
import type { Endpoint } from './endpoint.ts';
import { named } from './schemas.ts';
import { streamPath } from './stream.ts';

const errorTexts: Readonly<Record<number, string>> = {
  400: 'Not understood; the message names the field, the query parameter or the header.',
  401: 'No token, or another one.',
  409: 'A request with this `Idempotency-Key` is being worked on: try again.',
  412: 'It has changed since: read it again.',
  422: 'This `Idempotency-Key` was used with another request.',
  428: '`If-Match` is missing.',
  429: 'More than 100 requests a second; `Retry-After` says when to come back.',
  503: 'Not possible now; try again after `Retry-After`.',
};

/** The operator's API as an OpenAPI 3.1 document. `publicUrl`: without a trailing slash. */
export function openApiOf(endpoints: readonly Endpoint[], publicUrl = 'https://bridge.example') {
  const { refTo, components } = componentsOf(endpoints);
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operationOf(endpoint, refTo) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Operator API of the interview bridge',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'What an operator can see and do. New fields may be added to answers; unknown fields and query parameters of requests are refused. Times are ISO 8601. Names and addresses of candidates are shown with `reveal=true` only.',
    },
    servers: [{ url: `${publicUrl}/api/v1`, description: 'PUBLIC_URL/api/v1' }],
    security: [{ token: [] }],
    tags: [...new Set([...endpoints.map(({ tag }) => tag), 'events'])].map((name) => ({ name })),
    paths: { ...paths, '/events': streamPath(refTo) } as typeof paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'OPERATOR_TOKEN.' } },
      schemas: components,
    },
  };
}

function operationOf(endpoint: Endpoint, refTo: RefTo): object {
  const { id, tag, summary, description, body, answers } = endpoint;
  const succeeding = Object.entries(answers).map(([status, { description: what, schema }]) => [
    status,
    { description: what, ...(schema ? json(refTo(schema)) : {}) },
  ]);
  const failing = errorsOf(endpoint).map(([status, what]) => [
    status,
    { description: what, ...json(refTo(named.Problem)) },
  ]);
  const parameters = parametersOf(endpoint);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: !body.safeParse(undefined).success, ...json(refTo(body)) } } : {}),
    responses: Object.fromEntries([...succeeding, ...failing]),
  };
}

function errorsOf({ method, errors = {}, needsMatch, takesMatch }: Endpoint): [string, string][] {
  const always = [400, 401, ...(method === 'POST' ? [409, 422] : []), 429, 503];
  const texts = [...always, ...(needsMatch ? [412, 428] : takesMatch ? [412] : [])].map(
    (status) => [status, errorTexts[status] ?? ''] as const,
  );
  const own = Object.entries(errors).map(([status, text]) => {
    const common = texts.find(([each]) => each === Number(status))?.[1];
    return [status, common === undefined ? text : `${text} Or: ${common}`] as const;
  });
  const all = new Map([...texts.map(([status, text]) => [String(status), text] as const), ...own]);
  return [...all].sort(([a], [b]) => Number(a) - Number(b));
}

function parametersOf({ method, params, query, needsMatch, takesMatch }: Endpoint): object[] {
  const header = (name: string, isRequired: boolean, description: string, example: string) => ({
    name,
    in: 'header',
    required: isRequired,
    description,
    schema: { type: 'string' },
    example,
  });
  return [
    ...parametersIn(params, 'path'),
    ...parametersIn(query, 'query'),
    ...(method === 'POST'
      ? [
          header(
            'Idempotency-Key',
            false,
            'The same key with the same request is answered as before, for 24 hours.',
            '0f8fad5b-d9cb-469f-a165-70867728950e',
          ),
        ]
      : []),
    ...(needsMatch || takesMatch
      ? [header('If-Match', needsMatch === true, 'The ETag of what is to be changed.', '"3q2-7w"')]
      : []),
  ];
}

function parametersIn(schema: z.ZodObject | undefined, place: 'path' | 'query'): object[] {
  return Object.entries(schema?.shape ?? {}).map(([name, each]) => {
    const { description, examples, ...rest } = inputSchema(each as z.ZodType);
    return {
      name,
      in: place,
      required: place === 'path',
      description,
      schema: rest,
      example: (examples as unknown[] | undefined)?.[0],
    };
  });
}

function json(schema: object) {
  return { content: { 'application/json': { schema } } };
}
