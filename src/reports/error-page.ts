import type { Failure } from '../errors.ts';
import { type Html, html } from '../http/html.ts';
import { layout } from './layout.ts';

const titles: Readonly<Record<number, string>> = {
  404: 'No report here',
  405: 'This is not possible here',
  410: 'This link no longer works',
  502: 'The report could not be fetched',
  503: 'The report is not available right now',
};

const sentences: Readonly<Record<number, string>> = {
  405: 'A report can only be read.',
  502: 'The interview platform did not provide the report. Please try again in a few minutes.',
  503: 'Please try again in a minute.',
};

function errorPage(status: number, sentence: string): Html {
  const title = titles[status] ?? 'Something went wrong';
  return layout(
    title,
    html`<header>
<p class="kind">Interview report</p>
<h1>${title}</h1>
<p>${sentence}</p>
</header>`,
  );
}

/** Anyone with the link can open a page, so it shows only the bridge's texts, never the vendor's. */
export function failurePage(failure: Failure): Html {
  const { status, message } = failure;
  const isAboutTheLink = status === 404 || status === 410;
  return errorPage(status, isAboutTheLink ? message : (sentences[status] ?? 'Please try again in a minute.'));
}
