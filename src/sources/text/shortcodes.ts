/** Shortcodes of WordPress and tags of forums whose content is a picture, a player, a form or an advertisement. */
const media =
  'caption|wp_caption|gallery|embed|audio|video|playlist|youtube|vimeo|instagram|twitter|tweet|facebook|tiktok|soundcloud|img|iframe|map|poll|yop_poll|contact-form(?:-7)?|wpforms|gravityform|ninja_form|rev_slider|smartslider3|adrotate|ads?|banner|related(?:_posts|-posts)?|toc|ez-toc';

const mediaWithContent = new RegExp(
  String.raw`\[(?<name>${media})(?:[\s=][^\]]*)?\][^[]*\[/\k<name>\]`,
  'giu',
);
/** `[gallery ids="1,2"]`, `[url=https://…]`: no text has such brackets by itself. */
const withValue = /\[[a-z][\w-]*(?:\s+[\w-]+)*\s*=[^[\]]*\]/giu;
/** Of page builders (Visual Composer, Divi, Fusion, Elementor), and those above without a value. */
const known = new RegExp(
  String.raw`\[(?:(?:vc|et_pb|fusion|av|tdb?|su|elementor)[_-][\w-]+|${media})\s*/?\]`,
  'giu',
);
const closing = /\[\/(?<name>[a-z][\w-]*)\]/giu;

/**
 * A text without the shortcodes of WordPress and the tags of forums (`[b]`), which a program reads in the tables of a
 * CMS. What stands between two of them stays, unless it belongs to a picture or a player. `gap` takes the place of those.
 */
export function withoutShortcodes(text: string, gap: string): string {
  if (!text.includes('[') || !/\[\/?[a-z]/iu.test(text)) return text;
  const bare = text.replaceAll(mediaWithContent, gap).replaceAll(withValue, '').replaceAll(known, '');
  const closed = new Set(Array.from(bare.matchAll(closing), ({ groups }) => groups?.['name']?.toLowerCase()));
  if (closed.size === 0) return bare;
  return bare
    .replaceAll(closing, '')
    .replaceAll(/\[([a-z][\w-]*)\]/giu, (whole, name: string) =>
      closed.has(name.toLowerCase()) ? '' : whole,
    );
}
