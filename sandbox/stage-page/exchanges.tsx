import type { VNode } from 'preact';
import { clock } from '../page.tsx';
import type { Exchange } from './wire/exchange.ts';

const shown = 30;

/** The newest first. */
export function ExchangeList({ exchanges }: { exchanges: readonly Exchange[] }): VNode {
  return (
    <section aria-labelledby="exchanges">
      <h2 id="exchanges">Every exchange</h2>
      {exchanges.length === 0 && <p class="soft">None yet.</p>}
      <table class="exchanges">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">From and to</th>
            <th scope="col">Request</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          {exchanges
            .slice(-shown)
            .toReversed()
            .map((each) => (
              <Row exchange={each} />
            ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ exchange: { id, at, from, to, method, path, status, note } }: { exchange: Exchange }): VNode {
  const address = `/exchanges/${id}`;
  return (
    <tr>
      <td>{clock(at)}</td>
      <td>
        {from} → {to}
      </td>
      <th scope="row">
        <a
          href={address}
          hx-get={address}
          hx-target="#exchange"
          hx-select="#exchange"
          hx-swap="outerHTML show:#exchange:top"
        >
          {method} {shortened(path)}
        </a>
      </th>
      <td class={status !== undefined && status >= 200 && status < 300 ? 'good' : 'bad'}>
        {answerWords(status)}
        {note && <span class="soft"> {note}</span>}
      </td>
    </tr>
  );
}

function shortened(path: string): string {
  return path.length > 60 ? `${path.slice(0, 59)}…` : path;
}

function answerWords(status: number | undefined): string {
  if (status === undefined) return 'under way';
  return status === 0 ? 'no answer' : String(status);
}

/** One exchange with its bodies, or room for one. */
export function ExchangePanel({ exchange }: { exchange?: Exchange | undefined }): VNode {
  return (
    <section id="exchange" aria-labelledby="exchange-title" aria-live="polite">
      <h2 id="exchange-title">Raw bodies</h2>
      {exchange ? <Bodies exchange={exchange} /> : <p class="soft">Choose an exchange of the list.</p>}
    </section>
  );
}

function Bodies({ exchange }: { exchange: Exchange }): VNode {
  const { from, to, method, path, status, request, answer, note } = exchange;
  return (
    <>
      <h3>
        {from} → {to}
      </h3>
      <pre>{`${method} ${path}\n${headerLines(request.headers)}\n\n${request.body}`}</pre>
      <h3>
        {to} → {from}
        {note && <span class="soft"> ({note})</span>}
      </h3>
      <pre>{`${answerWords(status)}\n${headerLines(answer.headers)}\n\n${answer.body}`}</pre>
    </>
  );
}

function headerLines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
