import type { ComponentChildren, VNode } from 'preact';

type ActProps = {
  to: string;
  /** Values that go with it. */
  fields?: Readonly<Record<string, string>>;
  isMain?: boolean;
  isPressed?: boolean;
  isDisabled?: boolean;
  children: ComponentChildren;
};

/** A button that does something. Without script the whole page comes anew. */
export function Act({ to, fields = {}, isMain, isPressed, isDisabled = false, children }: ActProps): VNode {
  return (
    <form method="post" action={to} hx-post={to} hx-swap="none">
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button
        type="submit"
        // By which it stays the same element, with its focus, while the page changes around it.
        id={[to, ...Object.values(fields)].join('-').replace(/[^\w-]+/g, '-')}
        disabled={isDisabled}
        {...(isMain ? { class: 'main' } : {})}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed ? 'true' : 'false' })}
      >
        {children}
      </button>
    </form>
  );
}
