import { type Page, renderPage } from './render.tsx';

type Notice = {
  /** What the reader wanted to open, such as "Interview report". */
  kind: string;
  title: string;
  sentence: string;
  lang?: string;
};

/** The page for what cannot be shown: it says why, and what to do next. */
export function noticePage({ kind, title, sentence, lang = 'en' }: Notice): Page {
  return renderPage(
    { title, lang },
    <header>
      <p class="kind">{kind}</p>
      <h1>{title}</h1>
      <p>{sentence}</p>
    </header>,
  );
}
