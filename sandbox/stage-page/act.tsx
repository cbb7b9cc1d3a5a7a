import { type ComponentChildren, createContext, type VNode } from 'preact';
import { useContext } from 'preact/hooks';

/** The ids of the buttons that are being worked on. */
export const Busy = createContext<ReadonlySet<string>>(new Set());

type ActProps = {
  to: string;
  /** Values that go with it. */
  fields?: Readonly<Record<string, string>>;
  isMain?: boolean;
  isPressed?: boolean;
  isDisabled?: boolean;
  /** Something that it began is under way. */
  isBusy?: boolean;
  children: ComponentChildren;
};

/** A button that does something, once at a time. Without script the whole page comes anew. */
export function Act({
  to,
  fields = {},
  isMain,
  isPressed,
  isDisabled = false,
  isBusy = false,
  children,
}: ActProps): VNode {
  const id = actId(to, fields);
  return (
    // The script marks it at once, but the mark goes with the next change of the page, which has its own.
    <form method="post" action={to} hx-post={to} hx-swap="none" hx-sync="this:drop">
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button
        type="submit"
        id={id}
        disabled={isDisabled}
        {...(isMain ? { class: 'main' } : {})}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed ? 'true' : 'false' })}
        {...(useContext(Busy).has(id) || isBusy ? { 'aria-busy': 'true' } : {})}
      >
        {children}
      </button>
    </form>
  );
}

/** By which it stays the same element, with its focus, while the page changes around it. */
export function actId(to: string, fields: Readonly<Record<string, string | undefined>> = {}): string {
  return [to, ...Object.values(fields)].join('-').replace(/[^\w-]+/g, '-');
}
