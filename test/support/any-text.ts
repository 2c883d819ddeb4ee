import fc from 'fast-check';

/** Every code point that UTF-8 can write. fast-check's own unit 'binary' takes two seconds to build. */
const character = fc
  .nat(0x10ffff - 0x800)
  .map((position) => String.fromCodePoint(position < 0xd800 ? position : position + 0x800));

/** Any text, mostly of rare and unassigned characters. */
export const anyText = (lengths: { readonly minLength?: number; readonly maxLength?: number } = {}) =>
  fc.string({ unit: character, ...lengths });
