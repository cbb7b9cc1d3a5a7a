import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { legible } from '../interviews/legible.ts';
import { fillMarkup } from '../pages/fill.tsx';
import { directionOf } from '../pages/language.ts';
import { wordsOf } from './invitation-text.ts';
import { colonIn, factsOf, type Letter } from './letter.ts';

const font = "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif;";
const plain = `margin: 0 0 16px; ${font} font-size: 16px; line-height: 1.55; color: #1b2430;`;
const small = `margin: 0 0 8px; ${font} font-size: 14px; line-height: 1.5; color: #55606d;`;

/**
 * Mail programs take styles from attributes. Those that show mails dark by themselves find the colours here, which win
 * over the attributes.
 */
const dark = `
@media (prefers-color-scheme: dark) {
  .ground { background: #131922 !important; }
  .paper { background: #1d2530 !important; border-color: #3a4553 !important; }
  .ink { color: #e8ecf1 !important; }
  .soft { color: #a6b1be !important; }
  .link { color: #7cc4ef !important; }
  .button { background: #7cc4ef !important; }
  .button a { color: #0e1c28 !important; border-color: #7cc4ef !important; }
}
`;

/** The mail as most people see it: one column, no image, nothing from elsewhere. */
export function invitationHtml(letter: Letter, url: string): string {
  const document = renderToString(<Invitation letter={letter} url={url} />);
  // In one place for all texts. They are escaped, so markup cannot arise from what is left of them.
  return `<!doctype html>\n${legible(document, document.length)}\n`;
}

function Invitation({ letter, url }: { letter: Letter; url: string }): VNode {
  const { texts, language, company, contact } = letter;
  const { subject, lead, values } = wordsOf(letter);
  const direction = directionOf(language);
  const filled = (text: string) => fillMarkup(text, values);
  return (
    <html lang={language} dir={direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
        <style>{dark}</style>
      </head>
      <body class="ground" style="margin: 0; padding: 0; background: #f2f5f8;">
        <Table class="ground" style="background: #f2f5f8;">
          <td align="center" style="padding: 24px 12px;">
            <Table
              class="paper"
              style="max-width: 560px; background: #ffffff; border: 1px solid #d5dce4; border-radius: 8px;"
            >
              <td align={direction === 'rtl' ? 'right' : 'left'} style="padding: 28px 24px;">
                <p class="soft" style={small}>
                  <bdi>{company}</bdi>
                </p>
                <h1 class="ink" style={`margin: 0 0 20px; ${font} font-size: 24px; line-height: 1.25; color: #1b2430;`}>
                  {texts.heading}
                </h1>
                <p class="ink" style={plain}>
                  {filled(texts.greeting)}
                </p>
                <p class="ink" style={plain}>
                  {filled(lead)} {texts.how}
                </p>
                <Facts letter={letter} />
                <Button url={url}>{texts.button}</Button>
                <p class="soft" style={small}>
                  {texts.address}
                  <br />
                  <a class="link" href={url} dir="ltr" style="color: #0b5a8a; word-break: break-all;">
                    {url}
                  </a>
                </p>
                <p class="soft" style={small}>
                  {texts.personal} {contact !== undefined && filled(texts.questions)}
                </p>
              </td>
            </Table>
            <p class="soft" style={`${small} max-width: 560px; margin: 16px auto 0; font-size: 13px;`}>
              {filled(texts.automatic)} {filled(texts.unexpected)}
            </p>
          </td>
        </Table>
      </body>
    </html>
  );
}

/** Only tables keep their width in every mail program; screen readers pass over them. */
function Table({ class: name, style, children }: { class: string; style: string; children: ComponentChildren }): VNode {
  return (
    <table class={name} role="presentation" width="100%" cellPadding="0" cellSpacing="0" style={style}>
      <tr>{children}</tr>
    </table>
  );
}

function Facts({ letter }: { letter: Letter }): VNode {
  return (
    <div style="margin: 0 0 24px;">
      {factsOf(letter).map(([label, value]) => (
        <p class="ink" style={`${plain} margin: 0 0 6px;`}>
          <span class="soft" style="color: #55606d;">
            {label}
            {colonIn(letter.language)}
          </span>{' '}
          <bdi>{value}</bdi>
        </p>
      ))}
    </div>
  );
}

function Button({ url, children }: { url: string; children: ComponentChildren }): VNode {
  return (
    <table role="presentation" cellPadding="0" cellSpacing="0" style="margin: 0 0 24px;">
      <tr>
        <td class="button" style="background: #0b5a8a; border-radius: 6px;">
          <a
            href={url}
            style={`display: inline-block; padding: 12px 22px; border: 1px solid #0b5a8a; border-radius: 6px; ${font} font-size: 16px; font-weight: 600; line-height: 1.4; color: #ffffff; text-decoration: none;`}
          >
            {children}
          </a>
        </td>
      </tr>
    </table>
  );
}
