import { hash } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { allowOnly } from './errors.ts';

/** `GET /openapi/<name>.json`: documents for everybody. */
export function documentRoutes(documents: Readonly<Record<string, () => object>>): Router {
  const router = new Router();
  for (const [name, make] of Object.entries(documents)) {
    const path = `/openapi/${name}.json`;
    router.get(path, serveDocument(make));
    router.all(path, allowOnly('GET, HEAD'));
  }
  return router;
}

/** Answers with a document, which is made when it is first asked for. */
export function serveDocument(make: () => object) {
  let made: { body: string; etag: string } | undefined;
  return function sendDocument(ctx: Context): void {
    made ??= withTag(JSON.stringify(make()));
    ctx.status = 200;
    ctx.set({ 'Cache-Control': 'public, max-age=3600', 'Content-Type': 'application/json; charset=utf-8' });
    ctx.etag = made.etag;
    if (ctx.fresh) ctx.status = 304;
    else ctx.body = made.body;
  };
}

function withTag(body: string) {
  return { body, etag: hash('sha256', body, 'base64url').slice(0, 22) };
}
