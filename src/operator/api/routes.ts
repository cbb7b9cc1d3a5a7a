import Router from '@koa/router';
import type { Context } from 'koa';
import { Failure } from '../../errors.ts';
import { serveDocument } from '../../http/documents.ts';
import { allowOnly } from '../../http/errors.ts';
import { parseObject, type ReadBytes } from '../../http/json-body.ts';
import type { Answers } from '../../store/answers.ts';
import { operatorOnly } from '../operator-only.ts';
import type { Endpoint, Given, Reply } from './endpoint.ts';
import { checkMatch, requireMatch } from './etag.ts';
import { idempotently } from './idempotency.ts';
import { openApiOf } from './openapi.ts';
import type { ApiParts } from './parts.ts';
import { queryReader } from './query.ts';
import { checked, invalid } from './validate.ts';

type Parts = {
  /** Without a trailing slash. */
  publicUrl: string;
  endpoints: readonly Endpoint[];
  /** Asked for with each request: accounts come and go. */
  parts: () => ApiParts;
  operatorToken: string | undefined;
  answers: Answers;
  readBytes: ReadBytes;
  /** Throws Failure where there are too many requests. */
  takeTurn: () => void;
};

const base = '/api/v1';
/** No account is called so. */
const budgetName = 'operator api';

/** The operator's API. Every path needs the token but its description, before anything else is said of it. */
export function apiRoutes({ publicUrl, endpoints, parts, operatorToken, answers, readBytes, takeTurn }: Parts): Router {
  const requireOperator = operatorOnly(operatorToken);
  const once = idempotently(answers);
  const router = new Router();
  const describe = serveDocument(() => openApiOf(endpoints, publicUrl));

  router.get(`${base}/openapi.json`, (ctx) => {
    if (operatorToken === undefined) throw new Failure('not-found', 'Not Found');
    describe(ctx);
  });
  router.use(async (ctx, next) => {
    requireOperator(ctx);
    await next();
  });
  router.all(`${base}/openapi.json`, allowOnly('GET, HEAD'));
  for (const endpoint of endpoints) addRoute(endpoint);
  for (const path of new Set(endpoints.map((each) => each.path))) {
    router.all(routeOf(path), allowOnly(methodsOf(endpoints, path)));
  }
  router.all('/api{/*rest}', () => {
    throw new Failure('not-found', 'Not Found');
  });
  return router;

  function addRoute(endpoint: Endpoint): void {
    const readQuery = queryReader(endpoint.query);
    router.register(routeOf(endpoint.path), [endpoint.method], async (ctx: Context & { params: object }) => {
      if (!endpoint.isUncounted) takeTurn();
      const given: Given<unknown, unknown, unknown> = {
        params: endpoint.params ? checked(endpoint.params, ctx.params, 'field') : {},
        query: readQuery(ctx.querystring),
        body: await readBody(ctx, endpoint),
        match(etag) {
          const ifMatch = ctx.req.headers['if-match'];
          if (ifMatch === undefined && !endpoint.needsMatch) return false;
          requireMatch(ifMatch);
          checkMatch(ifMatch, etag);
          return true;
        },
      };
      const work = () => endpoint.handle(parts(), given);
      const { params, query, body } = given;
      const request = [endpoint.method, endpoint.path, JSON.stringify([params, query, body])];
      answer(ctx, endpoint.method === 'POST' ? await once({ endpoint, key: keyOf(ctx), request }, work) : await work());
    });
  }

  async function readBody(ctx: Context, { method, body: schema }: Endpoint): Promise<unknown> {
    if (method === 'GET' || method === 'DELETE') return undefined;
    const bytes = await readBytes(ctx, budgetName);
    const body = bytes.length === 0 ? undefined : parseObject(bytes);
    if (schema) return checked(schema, body, 'field');
    const [unknown] = Object.keys(body ?? {});
    if (unknown !== undefined) throw invalid(`Unknown field: ${unknown.slice(0, 100)}`);
    return undefined;
  }
}

function routeOf(path: string): string {
  return base + path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function methodsOf(endpoints: readonly Endpoint[], path: string): string {
  const methods = endpoints.flatMap((each) => (each.path === path ? [each.method] : []));
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
}

function keyOf({ req }: Context): string | undefined {
  const key = req.headers['idempotency-key'];
  return Array.isArray(key) ? key.join(', ') : key;
}

function answer(ctx: Context, { status, headers = {}, body }: Reply): void {
  ctx.status = status;
  ctx.set(headers);
  if (body === undefined) ctx.body = null;
  else ctx.body = body;
  // To null koa answers 204.
  if (body === undefined) ctx.status = status;
}
