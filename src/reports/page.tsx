import type { VNode } from 'preact';
import { fullName } from '../interviews/record.ts';
import { type Page, renderPage } from '../pages/render.tsx';
import { Time } from '../pages/time.tsx';
import type { SharedLink } from '../store/shared-links.ts';
import { Analysis, Attempts, Questions, Ratings, Reasons, TranscriptLink } from './details.tsx';
import { Remarks } from './remarks.tsx';
import { type Completed, type Found, pdfOf } from './report.ts';
import { Result } from './result.tsx';
import { offersTranscript } from './transcript.ts';

/** Where else a reader of a report may go. */
export type Links = { pdfUrl: string; transcriptUrl: string };

/** The page for recruiters, who may have a login at the vendor. */
export function reportPage(found: Found, publication: Completed, to: Links): Page {
  const { vendor } = found.account;
  const { attemptId, resultPage } = publication.attempt;
  const vendorUrl = resultPage ?? vendor.resultPageOf?.(attemptId);
  const vendorLink = vendorUrl !== undefined && (
    <li>
      <a href={vendorUrl} rel="noreferrer">
        Result at {vendor.title}
      </a>{' '}
      (needs a login there)
    </li>
  );
  const links = linksOf(pdfLink(found, publication, to), vendorLink);
  return page(found, publication, to, links && <footer class="screen">{links}</footer>);
}

/** The page for readers of a shared link. `link`: as it was before this view. */
export function sharedPage(found: Found, publication: Completed, to: Links, link: SharedLink): Page {
  return page(
    found,
    publication,
    to,
    <footer class="screen">
      {linksOf(pdfLink(found, publication, to))}
      <LinkLife link={link} />
    </footer>,
  );
}

function page(found: Found, publication: Completed, { transcriptUrl }: Links, footer: VNode | undefined): Page {
  const { candidate, jobTitle } = found.record;
  const { attempt, attempts } = publication;
  const name = fullName(candidate);
  return renderPage(
    { title: `${name} – Interview report` },
    <>
      <header>
        <p class="kind">Interview report</p>
        <h1 dir="auto">{name}</h1>
        {jobTitle !== undefined && <p dir="auto">{jobTitle}</p>}
      </header>
      <Result attempt={attempt} excelledFrom={found.account.reports.excelledFrom} />
      <Analysis text={attempt.analysis} />
      <Reasons title="Reasons to hire" reasons={attempt.reasonsToHire} />
      <Reasons title="Reasons not to hire" reasons={attempt.reasonsNotToHire} />
      <Ratings {...attempt} />
      <Questions {...attempt} />
      {offersTranscript(found, publication) && (
        <TranscriptLink url={transcriptUrl} vendor={found.account.vendor.title} />
      )}
      <Remarks remarks={attempt.remarks} />
      <Attempts attempts={attempts} shown={attempt} />
      {footer}
    </>,
  );
}

function pdfLink(found: Found, publication: Completed, { pdfUrl }: Links): VNode | false {
  return (
    pdfOf(found, publication) !== undefined && (
      <li>
        <a href={pdfUrl}>Report as PDF</a>
      </li>
    )
  );
}

function linksOf(...links: (VNode | false)[]): VNode | undefined {
  return links.some((link) => link !== false) ? <ul class="links">{links}</ul> : undefined;
}

function LinkLife({ link: { expiresAt, viewsLeft } }: { link: SharedLink }): VNode {
  if (expiresAt !== undefined) {
    return (
      <p>
        This shared link works until <Time at={expiresAt} />.
      </p>
    );
  }
  if (viewsLeft === undefined) return <p>This is a shared link.</p>;
  if (viewsLeft === 1) return <p>This shared link is used up now: the page cannot be opened again.</p>;
  return (
    <p>
      This shared link opens the page {viewsLeft - 1} more {viewsLeft === 2 ? 'time' : 'times'}.
    </p>
  );
}
