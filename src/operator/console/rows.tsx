import type { VNode } from 'preact';

/** Rows of a `<dl>`, but for those without a text. */
export function Rows({ rows }: { rows: readonly (readonly [title: string, text: string | undefined])[] }): VNode {
  return (
    <>
      {rows.map(
        ([title, text]) =>
          text !== undefined && (
            <>
              <dt>{title}</dt>
              <dd dir="auto">{text}</dd>
            </>
          ),
      )}
    </>
  );
}
