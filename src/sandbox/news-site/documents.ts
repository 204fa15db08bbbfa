import type { ShownStory, SiteState } from './stories.ts';

const siteName = 'Samal News';

const style = `body{font:17px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
img{max-width:100%;border-radius:8px}article+article{border-top:1px solid #8886;margin-top:1.5rem;padding-top:1rem}
small,time{opacity:.75}h2{margin:.2rem 0}`;

/** The feed. It has summaries only: the whole text stands on the pages. */
export function feedOf({ shown, deleted }: SiteState, base: string): string {
  const updated = [...shown.map(({ updatedAt }) => updatedAt), ...deleted.map(({ deletedAt }) => deletedAt)];
  const newest = new Date(Math.max(0, ...updated.map((moment) => moment.getTime())));
  const entries = shown.map(
    (
      story,
    ) => `<entry xml:lang="${story.language}"><id>${idOf(story.slug)}</id><title>${escape(story.headline)}</title>
<link rel="alternate" type="text/html" href="${base}${story.slug}"/><published>${story.publishedAt.toISOString()}</published><updated>${story.updatedAt.toISOString()}</updated>
<author><name>${escape(story.author)}</name></author><category term="${escape(story.section)}"/><summary>${escape(story.summary)}</summary>${pictureIn(story, base)}</entry>`,
  );
  const tombstones = deleted.map(
    ({ story, deletedAt }) =>
      `<at:deleted-entry ref="${idOf(story.slug)}" when="${deletedAt.toISOString()}"/>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<id>urn:samal:feed</id><title>${siteName}</title><updated>${newest.toISOString()}</updated>
<link rel="self" href="${base}feed.atom"/><link rel="alternate" type="text/html" href="${base}"/>
${[...entries, ...tombstones].join('\n')}
</feed>
`;
}

/** The section page: what is new, with a headline and a date each. */
export function listOf({ shown }: SiteState): string {
  const cards = shown.map(
    ({
      slug,
      headline,
      summary,
      publishedAt,
      language,
    }) => `<article lang="${language}"><h2><a href="/news/${slug}">${escape(headline)}</a></h2>
<time datetime="${publishedAt.toISOString()}">${publishedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time><p>${escape(summary)}</p></article>`,
  );
  const about = `<p><small>A small news site of the sandbox. Its <a href="/news/feed.atom">feed</a> is read as any site's.</small></p>`;
  return page(
    'en',
    siteName,
    '<link rel="alternate" type="application/atom+xml" href="/news/feed.atom">',
    `<main><h1>${siteName}</h1>${about}${cards.join('\n')}</main>`,
  );
}

export function pageOf(story: ShownStory, base: string): string {
  const { slug, headline, summary, body, author, section, pictureCredit, picture, language } = story;
  const address = `${base}${slug}`;
  const metas = [
    ['og:title', headline],
    ['og:description', summary],
    ['og:url', address],
    ['og:site_name', siteName],
    ['article:published_time', story.publishedAt.toISOString()],
    ['article:modified_time', story.updatedAt.toISOString()],
    ['article:section', section],
    ...(picture === null ? [] : [['og:image', `${base}pictures/${slug}.png`]]),
  ].map(([name = '', content = '']) => `<meta property="${name}" content="${escape(content)}">`);
  const figure =
    picture === null
      ? ''
      : `<figure><img src="/news/pictures/${slug}.png" alt=""><figcaption><small>Photo: ${escape(pictureCredit)}</small></figcaption></figure>`;
  return page(
    language,
    `${headline} — ${siteName}`,
    `<link rel="canonical" href="${address}"><meta name="author" content="${escape(author)}">${metas.join('')}`,
    `<p><a href="/news/">${siteName}</a></p><article><h1>${escape(headline)}</h1><time datetime="${story.publishedAt.toISOString()}">${story.publishedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>
${figure}<p>${escape(summary)}</p>${body.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('\n')}<p><small>${escape(author)}</small></p></article>`,
  );
}

export function deletedPage(): string {
  return page(
    'en',
    `Deleted — ${siteName}`,
    '',
    `<h1>This article was deleted</h1><p><a href="/news/">${siteName}</a></p>`,
  );
}

export function styleSheet(): string {
  return style;
}

function page(language: string, title: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title>${head}<link rel="stylesheet" href="/news/style.css"></head>
<body>${body}</body></html>
`;
}

function pictureIn({ slug, picture }: ShownStory, base: string): string {
  return picture === null
    ? ''
    : `<link rel="enclosure" type="image/png" href="${base}pictures/${slug}.png"/>`;
}

function idOf(slug: string): string {
  return `urn:samal:${slug}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
