import type { PageDocument, PageNode } from './page-node.ts';

/** Words in the class or id of an element that is no part of the article's text. */
const boxWords =
  'share sharing social related recommend newsletter subscribe subscription paywall cookie consent gdpr promo advert banner author-box author-bio about-author authorbox byline comments breadcrumb tags-list most-popular most-read popular-news read-more readmore read-also also-read twitter-tweet instagram-media tiktok-embed fb-post telegram-post inline-link outbrain taboola signup'.split(
    ' ',
  );
const boxSelector = [
  'figure, figcaption, aside, [role="complementary"], [role="dialog"], [aria-hidden="true"][class*="modal"]',
  ...boxWords.map((word) => `[class*="${word}"], [id*="${word}"]`),
].join(', ');

/** An element with more of the page's text than this is a frame around the article, whatever its class says. */
const mostOfText = 0.3;

/** Removes figures, share bars, boxes of newsletters and paywalls, related lists and boxes about the author. */
export function removeBoxes(document: PageDocument): void {
  const paragraphs = [...document.querySelectorAll('p')];
  const whole = lengthOf(paragraphs);
  for (const box of document.querySelectorAll(boxSelector)) {
    if (['html', 'body', 'article', 'main'].includes(box.localName ?? '')) continue;
    if (box.querySelector?.('article, h1') != null) continue;
    if (lengthOf([box]) <= Math.max(300, whole * mostOfText)) box.remove?.();
  }
}

function lengthOf(nodes: readonly PageNode[]): number {
  return nodes.reduce(
    (sum, node) => sum + (node.textContent ?? '').replaceAll(/\s+/gu, ' ').trim().length,
    0,
  );
}
