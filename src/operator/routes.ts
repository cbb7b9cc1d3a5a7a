import Router from '@koa/router';
import type { Registry } from 'prom-client';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import { bearerOf, recogniseSecrets } from '../http/secrets.ts';
import type { Health } from './health.ts';

type Parts = {
  health: () => Promise<Health>;
  registry: Registry;
  operatorToken: string | undefined;
};

/** For orchestrators and monitors. */
export function operatorRoutes({ health, registry, operatorToken }: Parts) {
  const isOperator = recogniseSecrets(operatorToken === undefined ? [] : [[operatorToken, true] as const]);
  const router = new Router();

  router.get('/livez', async (ctx) => {
    const { isAlive } = await health();
    ctx.status = isAlive ? 200 : 503;
    ctx.body = { status: isAlive ? 'alive' : 'stalled' };
  });
  router.all('/livez', allowOnly('GET, HEAD'));

  router.get('/readyz', async (ctx) => {
    const { isReady, missing, warnings } = await health();
    ctx.status = isReady ? 200 : 503;
    const warned = warnings.length > 0 ? { warnings } : {};
    ctx.body = isReady ? { status: 'ready', ...warned } : { status: 'not ready', missing };
  });
  router.all('/readyz', allowOnly('GET, HEAD'));

  router.get('/metrics', async (ctx) => {
    if (operatorToken === undefined) throw new Failure('not-found', 'Not Found');
    const header = ctx.req.headers.authorization;
    if (header === undefined) throw new Failure('missing-token', 'Missing Token');
    if (!isOperator(bearerOf(header) ?? '')) throw new Failure('invalid-token', 'Invalid Token');
    ctx.type = registry.contentType;
    ctx.body = await registry.metrics();
  });
  router.all('/metrics', allowOnly('GET, HEAD'));

  router.all(['/operator', '/operator/{*path}'], () => {
    throw new Failure('not-found', 'Not Found');
  });
  return router;
}
