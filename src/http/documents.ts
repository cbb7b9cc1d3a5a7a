import { hash } from 'node:crypto';
import Router from '@koa/router';
import { allowOnly } from './errors.ts';

/** `GET /openapi/<name>.json`: documents for everybody, made when they are first asked for. */
export function documentRoutes(documents: Readonly<Record<string, () => object>>): Router {
  const router = new Router();
  for (const [name, make] of Object.entries(documents)) {
    const path = `/openapi/${name}.json`;
    let made: { body: string; etag: string } | undefined;
    router.get(path, (ctx) => {
      made ??= withTag(JSON.stringify(make()));
      ctx.status = 200;
      ctx.set({ 'Cache-Control': 'public, max-age=3600', 'Content-Type': 'application/json; charset=utf-8' });
      ctx.etag = made.etag;
      if (ctx.fresh) ctx.status = 304;
      else ctx.body = made.body;
    });
    router.all(path, allowOnly('GET, HEAD'));
  }
  return router;
}

function withTag(body: string) {
  return { body, etag: hash('sha256', body, 'base64url').slice(0, 22) };
}
