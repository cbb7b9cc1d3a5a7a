import { singleLine } from '../interviews/legible.ts';
import { limits } from '../limits.ts';
import { isPng } from './png.ts';
import type { SettingRows, ValuesOf } from './row.ts';
import { reads } from './values.ts';

/** How the vendor of an account shows itself on pages; what is absent was not set. */
export type Brand = {
  name?: string;
  /** A data URI of a PNG. */
  logo?: string;
  /** `#rrggbb`, in lower case. */
  colour?: string;
};

export const brandRows = {
  VENDOR_NAME: {
    value: reads(`a text of at most ${limits.wordCharacters} characters`, nameOf),
    optional: true,
    meaning: 'What recruiters and candidates know the vendor as. Unset: its own name, or "the interview platform".',
  },
  BRAND_LOGO: {
    value: reads(
      'a PNG of at most 2,000 pixels a side as a data URI (data:image/png;base64,…) of at most 20 KiB',
      logoOf,
    ),
    optional: true,
    meaning: "The vendor's logo on reports and connect pages: a PNG as a data URI, 20 KiB at most.",
  },
  BRAND_COLOR: {
    value: reads('a colour such as #0b5a8a', colourOf),
    optional: true,
    meaning:
      "The vendor's colour on reports and connect pages, such as #0b5a8a. Where it could not be read, a shade of it is used.",
  },
} satisfies SettingRows;

export function brandOf(values: Partial<ValuesOf<typeof brandRows>>): Brand {
  const { VENDOR_NAME: name, BRAND_LOGO: logo, BRAND_COLOR: colour } = values;
  return {
    ...(name === undefined ? {} : { name }),
    ...(logo === undefined ? {} : { logo }),
    ...(colour === undefined ? {} : { colour }),
  };
}

function nameOf(text: string): string | undefined {
  const name = singleLine(text, limits.wordCharacters);
  return name === '' || text.length > limits.wordCharacters ? undefined : name;
}

function logoOf(text: string): string | undefined {
  if (text.length > limits.logoBytes) return undefined;
  const [, base64 = ''] = /^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 && isPng(bytes) ? text : undefined;
}

function colourOf(text: string): string | undefined {
  return /^#[0-9a-f]{6}$/i.test(text) ? text.toLowerCase() : undefined;
}
