import type { HttpClient } from '../http/request.ts';
import type { Vendor } from '../interviews/ports/vendor.ts';
import type { SettingRows, ValuesOf } from '../settings/row.ts';

/** A kind of vendor: what a value of VENDOR stands for. */
export type VendorKind = {
  readonly rows: SettingRows;
  /** What is missing, although each may be left out alone; one sentence for each. */
  readonly missing: (isSet: (name: string) => boolean) => readonly string[];
  /** What is to be entered at the vendor, a line each; `{NAME}` stands for a setting. */
  readonly toEnter: readonly string[];
  /** Gets the values of all `rows`. */
  readonly settle: (values: ValuesOf<SettingRows>) => SettledVendor;
};

/** The vendor of one account: its settings, and what the rest of the bridge needs to know of them. */
export type SettledVendor = VendorTraits & {
  readonly settings: object;
  readonly create: (parts: VendorParts) => Vendor & VendorPages;
};

/** What a vendor may want the bridge to serve for it. */
export type VendorPages = {
  /** The interview whose candidate the page at this token shows; undefined for a token that was made up. */
  readonly candidateAt?: (token: string) => string | undefined;
  /** The headers by which the vendor would prove a webhook with this body; absent where an address is its only proof. */
  readonly prove?: (body: Buffer) => Readonly<Record<string, string>>;
  /** How the vendor calls about one interview, where the address is its only proof. */
  readonly webhookAbout?: (interviewId: string) => { method: 'PATCH'; url: string };
};

export type VendorTraits = {
  /** Ask for details before a completed result is first sent. */
  readonly asksDetails: boolean;
  /** Attach the PDF when the vendor sent one, or always: then it is made when first opened. */
  readonly reportMode: 'as-sent' | 'on-demand';
  /** The longest time between two polls, in ms, where ASK_EVERY does not say otherwise. */
  readonly askEveryMs: number;
  /** The vendor only gives links: the bridge has to mail them. */
  readonly needsMail: boolean;
  /** The vendor is on this machine (a sandbox). */
  readonly isLocal: boolean;
};

export type VendorParts = {
  http: HttpClient;
  account: string;
  /** Without a trailing slash. */
  publicUrl: string;
  /** Whether the bridge can mail candidates a link. */
  canMail: boolean;
  now: () => number;
  /** Gets the vendor's names of fields that could not be read outside of observations. */
  onIgnored?: (fields: readonly string[]) => void;
};

export function vendorKind<Rows extends SettingRows, Settings extends object>({
  rows,
  missing = () => [],
  toEnter = [],
  settle,
  create,
}: {
  rows: Rows;
  missing?: (isSet: (name: keyof Rows & string) => boolean) => readonly string[];
  toEnter?: readonly string[];
  settle: (values: ValuesOf<Rows>) => VendorTraits & { settings: Settings };
  create: (settings: Settings, parts: VendorParts) => Vendor & VendorPages;
}): VendorKind {
  return {
    rows,
    toEnter,
    missing,
    settle(values) {
      const settled = settle(values as ValuesOf<Rows>);
      return { ...settled, create: (parts) => create(settled.settings, parts) };
    },
  };
}
