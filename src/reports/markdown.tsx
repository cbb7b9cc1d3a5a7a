import { Lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';

/**
 * Beyond so many marks, lists and quotations within each other at the start of a line, or letters in a word, a text is
 * no Markdown: reading it would take seconds.
 */
const mostMarks = 1_500;
const deepStart = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){7}/m;
const longWord = /[!-~]{1000}/;
/** Of what is within each other; what is deeper stands as it was written. */
const mostNested = 8;

/**
 * A text of a vendor with its headings, bold and italic words, lists and tables. Links and pictures become their texts,
 * HTML stands as it was written. Everything is escaped, for the tree is rendered as any other. `tableLabel`: for people
 * who cannot see that a table scrolls.
 */
export function Markdown({ text, tableLabel }: { text: string; tableLabel: string }): VNode {
  return <div class="text">{blocks(tokensOf(text), { depth: 0, tableLabel })}</div>;
}

/** The text of the first paragraph, without any marks; undefined where there is none. */
export function firstParagraph(text: string): string | undefined {
  const paragraph = tokensOf(text).find(({ type }) => type === 'paragraph');
  return paragraph && plain([paragraph]).trim();
}

/** Whether the text is one paragraph and nothing else. */
export function isOneParagraph(text: string): boolean {
  return tokensOf(text).filter(({ type }) => type !== 'space').length <= 1 && firstParagraph(text) !== undefined;
}

function tokensOf(text: string): readonly Token[] {
  const isIntricate =
    (text.match(/[*_`~[\]<]/g)?.length ?? 0) > mostMarks || deepStart.test(text) || longWord.test(text);
  return isIntricate ? paragraphsOf(text) : new Lexer({ gfm: true, breaks: true }).lex(text);
}

/** Without Markdown: blank lines part paragraphs. */
function paragraphsOf(text: string): Tokens.Paragraph[] {
  const paragraphs = text.split(/(?:\r?\n[ \t]*){2,}/).filter((each) => each.trim() !== '');
  return paragraphs.map((raw) => {
    const lines = raw
      .split(/\r?\n/)
      .flatMap((line, i): Token[] => [
        ...(i === 0 ? [] : [{ type: 'br', raw: '\n' }]),
        { type: 'text', raw: line, text: line, escaped: false },
      ]);
    return { type: 'paragraph', raw, text: raw, tokens: lines };
  });
}

type Around = { depth: number; tableLabel: string };

function blocks(tokens: readonly Token[], around: Around): ComponentChildren {
  if (around.depth > mostNested) return <p dir="auto">{tokens.map(({ raw }) => raw).join('')}</p>;
  return tokens.map((token) => block(token, around));
}

function block(token: Token, around: Around): ComponentChildren {
  const given = token as Tokens.Generic;
  const within = { ...around, depth: around.depth + 1 };
  switch (given.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      // The page has the two levels above. Vendors begin with any, and leave some out.
      return <h3 dir="auto">{inline(given)}</h3>;
    case 'hr':
      return <hr />;
    case 'blockquote':
      return <blockquote>{blocks(given.tokens ?? [], within)}</blockquote>;
    case 'list':
      return list(given as Tokens.List, within);
    case 'table':
      return table(given as Tokens.Table, around);
    case 'text':
      // In the item of a list.
      return given.tokens ? inline(given) : given.raw;
    case 'paragraph':
      return <p dir="auto">{inline(given)}</p>;
    default:
      // Code, which vendors do not mean, and HTML.
      return <p dir="auto">{withBreaks(given.text ?? given.raw)}</p>;
  }
}

function list({ ordered, start, items }: Tokens.List, around: Around): VNode {
  const entries = items.map(({ tokens }) => <li dir="auto">{blocks(tokens, around)}</li>);
  return ordered ? <ol {...(Number(start) > 1 ? { start: Number(start) } : {})}>{entries}</ol> : <ul>{entries}</ul>;
}

/** It scrolls where it is wide, by the keyboard too. */
function table({ header, rows }: Tokens.Table, { tableLabel }: Around): VNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is no set of fields; what scrolls has to be reached by the keyboard
    <div class="wide" role="group" aria-label={tableLabel} tabindex={0}>
      <table>
        <thead>
          <tr>
            {header.map((cell) => (
              <th scope="col" dir="auto">
                {inline(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td dir="auto">{inline(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline({ tokens, text = '' }: { tokens?: Token[]; text?: string }, depth = 0): ComponentChildren {
  if (!tokens || depth > mostNested) return text;
  return tokens.map((token) => span(token as Tokens.Generic, depth + 1));
}

function span(token: Tokens.Generic, depth: number): ComponentChildren {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token, depth)}</strong>;
    case 'em':
      return <em>{inline(token, depth)}</em>;
    case 'br':
      return <br />;
    case 'text':
      // Its own text is half made ready for HTML.
      return token.tokens ? inline(token, depth) : token.raw;
    case 'link':
      return inline(token, depth);
    case 'escape':
    case 'codespan':
    case 'image':
      return token.text;
    default:
      // Two tildes too: "~5 to ~10" is meant as it stands.
      return token.raw;
  }
}

/** The words alone. */
function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      const given = token as Tokens.Generic;
      if (given.type === 'br') return ' ';
      if (given.tokens && given.type !== 'del') return plain(given.tokens);
      return given.type === 'text' ? given.raw : (given.text ?? given.raw);
    })
    .join('');
}

function withBreaks(text: string): ComponentChildren {
  return text.split(/\r?\n/).flatMap((line, i) => (i === 0 ? [line] : [<br />, line]));
}
