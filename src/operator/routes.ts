import Router from '@koa/router';
import type { Registry } from 'prom-client';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import type { Health } from './health.ts';
import { operatorOnly } from './operator-only.ts';

type Parts = {
  health: () => Promise<Health>;
  registry: Registry;
  operatorToken: string | undefined;
};

/** For orchestrators and monitors. */
export function operatorRoutes({ health, registry, operatorToken }: Parts) {
  const requireOperator = operatorOnly(operatorToken);
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
    requireOperator(ctx);
    ctx.type = registry.contentType;
    ctx.body = await registry.metrics();
  });
  router.all('/metrics', allowOnly('GET, HEAD'));

  router.all(['/operator', '/operator/{*path}'], () => {
    throw new Failure('not-found', 'Not Found');
  });
  return router;
}
