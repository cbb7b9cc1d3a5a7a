import { expect } from 'vitest';
import { endpoints } from '../src/operator/api/endpoints.ts';
import { openApiOf } from '../src/operator/api/openapi.ts';
import { found } from './canaries.ts';
import { mismatches, type Schema } from './json-schema.ts';
import { secrets } from './secrets.ts';
import { type Answer, type AskOptions, openWorld, until, type World } from './world.ts';

type Document = Pick<ReturnType<typeof openApiOf>, 'paths'> & { components: { schemas: object } };
type Operation = { responses: Record<string, { content?: { 'application/json': { schema: Schema } } }> };

/** Where the API may be: of a world, or of a second process. */
type Host = Pick<World, 'ask'>;

/** A request to the operator's API, again where it came too fast, whose answer is checked against its description. */
export type Api = {
  (method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** Every answer so far, but for those that were asked to reveal something. */
  answers: string[];
};

export function apiOf({ ask }: Host, document: Document = openApiOf(endpoints)): Api {
  const answers: string[] = [];
  const api = async (method: string, path: string, options: AskOptions = {}): Promise<Answer> => {
    const headers = { authorization: `Bearer ${secrets.operatorToken}`, ...options.headers };
    const answer = await until('the rate limit lets it through', async () => {
      const given = await ask(method, `/api/v1${path}`, { ...options, headers });
      return given.status !== 429 && given;
    });
    if (!/reveal=true/.test(path)) answers.push(`${answer.text}${JSON.stringify([...answer.headers])}`);
    expect([method, path, ...problemsOf(document, method, path, answer)]).toEqual([method, path]);
    return answer;
  };
  return Object.assign(api, { answers });
}

/** These come of any request, or of paths that are not described. */
const always: readonly number[] = [401, 404, 405, 413, 500];
const problem: Schema = {
  type: 'object',
  properties: { status: { type: 'integer' }, message: { type: 'string' } },
  required: ['status', 'message'],
};

function problemsOf(
  document: Document,
  method: string,
  path: string,
  { status, headers, text, body }: Answer,
): string[] {
  const operation = operationOf(document, method, path);
  const declared = operation?.responses[status];
  if (!declared && !always.includes(status)) return [`${status} is not described: ${text}`];
  if (status === 204) return text === '' ? [] : ['204 has a body'];
  if (!/^application\/json\b/.test(headers.get('content-type') ?? '')) return ['it is no JSON'];
  const schema = status >= 400 ? problem : declared?.content?.['application/json'].schema;
  return mismatches(schema ?? {}, body, document.components.schemas as Record<string, Schema>);
}

function operationOf({ paths }: Document, method: string, path: string): Operation | undefined {
  const [plain = ''] = path.split('?');
  // A path without parameters comes first.
  const templates = Object.keys(paths).sort((a, b) => a.split('{').length - b.split('{').length);
  const template = templates.find((each) => new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain));
  return paths[template ?? '']?.[method.toLowerCase()] as Operation | undefined;
}

/** What may be neither answered nor logged: secrets of settings, and who candidates of tests are. */
const hidden = [...Object.values(secrets), 'Lakita', 'Marrero', '@example.test'];

export type ApiWorld<Each extends World = World> = Each & { api: Api };

/** A world with a client of its API. Closing it fails where anything secret or personal was answered or logged. */
export async function openApiWorld(): Promise<ApiWorld>;
export async function openApiWorld<Each extends World>(opening: Promise<Each>): Promise<ApiWorld<Each>>;
export async function openApiWorld(opening: Promise<World> = openWorld()): Promise<ApiWorld> {
  const world = await opening;
  const api = apiOf(world);
  return {
    ...world,
    api,
    async close() {
      await world.close();
      expect(found([...world.logLines, ...api.answers].join('\n'), hidden)).toEqual([]);
    },
  };
}

/** Every item of a list, page by page. */
// biome-ignore lint/suspicious/noExplicitAny: tests read fields of any item
export async function everyItem(api: Api, path: string, limit: number): Promise<any[]> {
  const items: unknown[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await api('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`);
    expect(body.items.length).toBeLessThanOrEqual(limit);
    items.push(...body.items);
    if (body.next_cursor === undefined) return items;
    cursor = `&cursor=${body.next_cursor}`;
  }
}
