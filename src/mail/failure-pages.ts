import type { Context } from 'koa';
import type { Failure } from '../errors.ts';
import { languageFor } from '../pages/language.ts';
import type { Page } from '../pages/render.tsx';
import { laterPage, notFoundPage } from './page.tsx';
import { shippedTexts, textsIn } from './texts.ts';

/** For load shedding. */
export function laterCandidate(): Page {
  return laterPage(inLanguage(undefined));
}

/** What a candidate sees where a request fails: no text of the failure. */
export function candidateFailurePage(failure: Failure, ctx: Context): Page {
  const words = inLanguage(ctx.get('Accept-Language'));
  if (failure.status === 404) return notFoundPage(words);
  // The address as it was asked for: it may stand below a path of a proxy.
  return laterPage(words, failure.status === 405 ? undefined : '');
}

/** No account is known here, so the texts are the shipped ones. */
function inLanguage(accepted: string | undefined) {
  const language = languageFor(accepted, Object.keys(shippedTexts), 'en');
  const texts = textsIn(shippedTexts, language);
  if (!texts) throw new Error(`There are no texts in ${language}`);
  return { texts, language };
}
