import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { legible } from '../../src/interviews/legible.ts';
import { type Page, renderPage } from '../../src/pages/render.tsx';
import { Act, Busy } from './act.tsx';
import { ExchangePanel } from './exchanges.tsx';
import { Live, type Shown } from './live.tsx';
import { type Script, scriptConfig } from './script.ts';
import { stageStyle } from './style.ts';
import { vendors } from './vendors/registry.ts';
import type { VendorKind } from './vendors/vendor.ts';
import type { Exchange } from './wire/exchange.ts';

/** `busy`: the ids of buttons. `shown`: undefined while the sandbox of another vendor opens. */
export type View = {
  kind: VendorKind;
  busy: ReadonlySet<string>;
  shown: Shown | undefined;
  failure: string | undefined;
};

const title = 'Workable, the bridge, the vendor';

export function stagePage(view: View, script: Script): Page {
  return page(
    script,
    <>
      <header>
        <h1>{title}</h1>
        <p class="soft">
          You are all three: the recruiter at Workable, the candidate, and a person at the vendor. Everything here is
          made up and stays on this machine. Begin with the five steps, then give it bad days.
        </p>
        <nav aria-label="On this page" class="row">
          <a href="#tour">Five steps</a>
          <a href="#bad-days">Bad days</a>
          <a href="#workable">Workable</a>
          <a href="#bridge">The bridge</a>
          <a href="#vendor">The vendor</a>
          <a href="#exchanges">Every exchange</a>
        </nav>
      </header>
      <div id="live" hx-sse:connect="/live" hx-swap="innerMorph">
        <LiveContent {...view} />
      </div>
      <ExchangePanel />
    </>,
  );
}

export function exchangePage(exchange: Exchange | undefined): Page {
  return page(
    undefined,
    <>
      <header>
        <h1>An exchange</h1>
        <p>
          <a href="/">Back</a>
        </p>
      </header>
      <ExchangePanel exchange={exchange} />
    </>,
  );
}

/** What goes over the wire when something has changed. */
export function liveText(view: View): string {
  const text = renderToString(<LiveContent {...view} />);
  return legible(text, text.length);
}

function LiveContent(view: View): VNode {
  return (
    <Busy.Provider value={view.busy}>
      <p role="status" class="hidden">
        {view.busy.size > 0 && 'Working …'}
      </p>
      <section aria-labelledby="vendors">
        <div class="head">
          <h2 id="vendors">Choose a vendor, and everything begins anew</h2>
          <div class="row">
            {Object.entries(vendors).map(([kind, { title }]) => (
              <Act to="/sandbox" fields={{ kind }} isPressed={kind === view.kind}>
                {title}
              </Act>
            ))}
          </div>
        </div>
      </section>
      <SandboxContent {...view} />
    </Busy.Provider>
  );
}

function SandboxContent({ shown, failure }: View): VNode {
  if (shown) return <Live {...shown} />;
  return failure ? (
    <section role="alert" class="bad">
      {failure}
    </section>
  ) : (
    <section role="status">The sandbox opens, which takes a few seconds …</section>
  );
}

function page(script: Script | undefined, content: ComponentChildren): Page {
  const head = script && (
    <>
      <meta name="htmx-config" content={scriptConfig} />
      <script src={script.path} defer />
    </>
  );
  return renderPage({ title, style: stageStyle, forms: 'self', hasScript: script !== undefined, head }, content);
}
