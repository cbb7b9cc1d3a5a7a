import type { ComponentChildren, VNode } from 'preact';
import { fillMarkup } from '../pages/fill.tsx';
import { directionOf } from '../pages/language.ts';
import { type Page, renderPage } from '../pages/render.tsx';
import { factsOf, type Letter, valuesOf } from './letter.ts';
import type { Texts } from './texts.ts';

/** An interview that can be begun, one that is over and why, or one whose link is in the vendor's own mail. */
export type Invitation = { state: 'open'; link: string } | { state: Ended };
type Ended = 'completed' | 'declined' | 'expired' | 'cancelled' | 'elsewhere';

/** What candidates see before they go to the vendor. The button posts: a link scanner that visits presses none. */
export function candidatePage(letter: Letter, invitation: Invitation): Page {
  const { texts, company } = letter;
  const { state } = invitation;
  const filled = (text: string) => fillMarkup(text, valuesOf(letter));
  return pageIn(
    letter,
    texts.pageTitle,
    <>
      <Head kind={company ?? texts.pageTitle} title={texts[`${state}Title`]}>
        <p>{filled(texts[state])}</p>
        {state === 'open' && (
          <form method="post">
            <p>
              <button type="submit" class="main">
                {texts.begin}
              </button>
            </p>
          </form>
        )}
      </Head>
      <section>
        <dl>
          {factsOf(letter).map(([label, value]) => (
            <>
              <dt>{label}</dt>
              <dd>
                <bdi>{value === letter.contact ? <a href={`mailto:${value}`}>{value}</a> : value}</bdi>
              </dd>
            </>
          ))}
        </dl>
      </section>
    </>,
    invitation.state === 'open' ? invitation.link : undefined,
  );
}

type InLanguage = { texts: Texts; language: string };

export function notFoundPage({ texts, language }: InLanguage): Page {
  const content = (
    <Head kind={texts.pageTitle} title={texts.notFoundTitle}>
      <p>{texts.notFound}</p>
    </Head>
  );
  return pageIn({ texts, language }, texts.notFoundTitle, content);
}

/** `path`: of the candidate's page, where there is one to go back to. */
export function laterPage({ texts, language }: InLanguage, path?: string): Page {
  const content = (
    <Head kind={texts.pageTitle} title={texts.laterTitle}>
      <p>{texts.later}</p>
      {path !== undefined && (
        <p>
          <a href={path}>{texts.again}</a>
        </p>
      )}
    </Head>
  );
  return pageIn({ texts, language }, texts.laterTitle, content);
}

function pageIn({ language }: InLanguage, title: string, content: VNode, leadTo?: string): Page {
  return renderPage(
    { title, lang: language, ...(leadTo === undefined ? {} : { forms: { leadTo } }) },
    <div dir={directionOf(language)}>{content}</div>,
  );
}

function Head({ kind, title, children }: { kind: string; title: string; children: ComponentChildren }): VNode {
  return (
    <header>
      <p class="kind">
        <bdi>{kind}</bdi>
      </p>
      <h1>{title}</h1>
      {children}
    </header>
  );
}
