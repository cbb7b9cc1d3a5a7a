import type { Context, Next } from 'koa';
import { asFailure, type Failure } from '../errors.ts';
import { type Page, sendPage } from '../pages/render.tsx';
import { languageFor } from './language.ts';
import { laterPage, notFoundPage } from './page.tsx';
import { languageIn, shippedTexts } from './texts.ts';

/** For load shedding. */
export function laterCandidate(): Page {
  return laterPage(inLanguage(undefined));
}

/** Turns everything thrown below into a page, and reports it to `report`. It shows no text of the failure. */
export function answerCandidates(report: (failure: Failure, ctx: Context) => void) {
  return async function answerCandidate(ctx: Context, next: Next): Promise<void> {
    try {
      await next();
    } catch (error) {
      const failure = asFailure(error);
      report(failure, ctx);
      ctx.status = failure.status;
      if (failure.status === 503) ctx.set('Retry-After', String(Math.ceil((failure.retryAfterMs ?? 5000) / 1000)));
      sendPage(ctx, pageFor(failure, ctx));
    }
  };
}

function pageFor(failure: Failure, ctx: Context): Page {
  const words = inLanguage(ctx.get('Accept-Language'));
  if (failure.status === 404) return notFoundPage(words);
  // The address as it was asked for: it may stand below a path of a proxy.
  return laterPage(words, failure.status === 405 ? undefined : '');
}

/** No account is known here, so the texts are the shipped ones. */
function inLanguage(accepted: string | undefined) {
  const language = languageFor(accepted, shippedTexts, 'en');
  const texts = shippedTexts[languageIn(shippedTexts, language) ?? ''];
  if (!texts) throw new Error(`There are no texts in ${language}`);
  return { texts, language };
}
