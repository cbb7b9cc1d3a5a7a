import type { ComponentChildren, VNode } from 'preact';
import type { AttemptView } from '../interviews/attempt.ts';
import { fullName } from '../interviews/record.ts';
import { limits } from '../limits.ts';
import { Section } from '../pages/layout.tsx';
import { type Page, renderPage } from '../pages/render.tsx';
import type { SharedLink } from '../store/shared-links.ts';
import { Actions, Closing, Head, initialsOf, readableUntil } from './around.tsx';
import { fitTo, rooms } from './fit.ts';
import { foreign } from './foreign.ts';
import { Markdown } from './markdown.tsx';
import { Questions, Ratings, Remarks } from './parts.tsx';
import { Reasons } from './reasons.tsx';
import { type Completed, type Found, pdfOf, vendorTitleOf } from './report.ts';
import { isAllInExcerpt, Result } from './result.tsx';
import { styleOfReport } from './style.ts';
import { offersTranscript } from './transcript.ts';
import type { Reading, Words } from './words.ts';

/** Where else a reader of a report may go. */
export type Links = { pdfUrl: string; transcriptUrl: string };

/** `templateName`: of the interview, where it is known. */
type Given = { found: Found; publication: Completed; to: Links; reading: Reading; templateName: string | undefined };

/** The page for recruiters, who may have a login at the vendor. */
export function reportPage(given: Given): Page {
  const { found, publication, reading } = given;
  const { vendor } = found.account;
  const { attemptId, resultPage } = publication.attempt;
  const isOfVendor = vendor.name === found.record.vendor;
  const vendorUrl = resultPage ?? (isOfVendor ? vendor.resultPageOf?.(attemptId) : undefined);
  return page(given, {
    name: fullName(found.record.candidate),
    ...(vendorUrl === undefined ? {} : { vendorUrl }),
    life: readableUntil(found, undefined, reading),
  });
}

/** The page for readers of a shared link. `link`: as it was before this view. */
export function sharedPage(given: Given, link: SharedLink): Page {
  const { found, reading } = given;
  return page(given, { name: sharedNameOf(found), life: readableUntil(found, link, reading) });
}

/** What comes before the page where a link has a number of views: scanners open links, and press no button. */
export function openingPage(found: Found, views: number, { words, language }: Reading): Page {
  return renderPage(
    {
      title: words.deadEnd.kind,
      lang: language,
      forms: 'self',
      style: styleOfReport(found.account.reports.brand.colour),
    },
    <header class="brand">
      <p class="kind">{words.kind(vendorTitleOf(found))}</p>
      <h1>{words.shared}</h1>
      <p>{words.opening}</p>
      <form method="post">
        <p>
          <button type="submit" class="main">
            {words.openShared(views)}
          </button>
        </p>
      </form>
    </header>,
  );
}

export function sharedNameOf({ account, record: { candidate } }: Found): string {
  const name = fullName(candidate);
  return account.reports.sharedNames === 'initials' ? initialsOf(name) : name;
}

type Shown = { name: string; vendorUrl?: string; life: string | undefined };

/** As much of the texts as there is room for in a page. */
function page(given: Given, shown: Shown): Page {
  const { brand } = given.found.account.reports;
  let last: Page | undefined;
  for (const room of rooms) {
    const { attempt, isShortened } = fitTo(given.publication.attempt, room);
    const logo = room.hasLogo ? brand.logo : undefined;
    last = renderPage(
      {
        title: given.reading.words.title(shown.name),
        lang: given.reading.language,
        style: styleOfReport(brand.colour),
        hasImages: logo !== undefined,
      },
      <Report {...given} {...shown} attempt={attempt} isShortened={isShortened} logo={logo} />,
    );
    if (last.body.length <= limits.reportPageBytes) break;
  }
  return last as Page;
}

type ReportProps = Given & Shown & { attempt: AttemptView; isShortened: boolean; logo: string | undefined };

function Report({ attempt, isShortened, logo, name, vendorUrl, life, ...given }: ReportProps): VNode {
  const { found, publication, to, reading, templateName } = given;
  const { words } = reading;
  const vendor = vendorTitleOf(found);
  const transcriptUrl = offersTranscript(found, publication) ? to.transcriptUrl : undefined;
  const pdfUrl = pdfOf(found, publication) === undefined ? undefined : to.pdfUrl;
  return (
    <div class={pdfUrl === undefined && vendorUrl === undefined ? undefined : 'docked'}>
      <Head
        kind={words.kind(vendor)}
        vendor={vendor}
        logo={logo}
        name={name}
        job={found.record.jobTitle}
        template={templateName}
        publication={publication}
        reading={reading}
      />
      <Result
        record={found.record}
        attempt={attempt}
        attempts={publication.attempts}
        excelledFrom={found.account.reports.excelledFrom}
        isShortened={isShortened}
        vendor={vendor}
        reading={reading}
      />
      <Reasons attempt={attempt} words={words} />
      <Ratings attempt={attempt} reading={reading} vendor={vendor} />
      <Questions attempt={attempt} hasTranscript={transcriptUrl !== undefined} reading={reading} vendor={vendor} />
      {transcriptUrl !== undefined && <Transcript url={transcriptUrl} vendor={vendor} words={words} />}
      <Analysis text={attempt.analysis} words={words} />
      <Remarks remarks={attempt.remarks} words={words} />
      <Actions pdfUrl={pdfUrl} vendorUrl={vendorUrl} vendor={vendor} words={words} />
      <Closing id={found.record.id} vendor={vendor} life={life} hasLogin={vendorUrl !== undefined} words={words} />
    </div>
  );
}

/** To a page of its own: the vendor is asked once a reader opens it. */
function Transcript({ url, vendor, words }: { url: string; vendor: string; words: Words }): VNode {
  return (
    <div class="screen">
      <Section id="transcript" title={words.transcript.heading}>
        <p>
          <a href={url}>{words.transcript.link}</a> <span class="soft small">{words.transcript.fetched(vendor)}</span>
        </p>
      </Section>
    </div>
  );
}

function Analysis({ text, words }: { text: string | null | undefined; words: Words }): VNode | null {
  if (!text?.trim() || isAllInExcerpt(text)) return null;
  return (
    <Section id="analysis" title={words.analysis}>
      <Foreign>
        <Markdown text={text} tableLabel={words.table} />
      </Foreign>
    </Section>
  );
}

function Foreign({ children }: { children: ComponentChildren }): VNode {
  return <div lang={foreign.lang}>{children}</div>;
}
