/** A webhook of Ghost about a published post. */
export function ghostPost(changes: Record<string, unknown>) {
  const current = {
    id: '64f1',
    title: 'A bridge & a road',
    html: '<p>The first paragraph of the text.</p><p>The second one.</p>',
    custom_excerpt: 'The council has voted.',
    feature_image: 'https://ghost.example/i/bridge.jpg',
    feature_image_caption: '<span>Photo: A. Lee</span>',
    status: 'published',
    url: 'https://ghost.example/bridge/',
    published_at: '2026-11-28T05:00:00.000Z',
    updated_at: '2026-11-28T05:10:00.000Z',
    tags: [{ name: 'City' }, { name: 'Transport' }, { name: '#lead', visibility: 'internal' }],
    primary_tag: { name: 'City' },
    authors: [{ name: 'Aigul S.' }],
    ...changes,
  };
  return { post: { current, previous: { updated_at: '2026-11-28T05:00:00.000Z' } } };
}

/** A post as the REST interface of WordPress shows it. */
export function wordPressPost(changes: Record<string, unknown>) {
  return {
    id: 12,
    date_gmt: '2026-11-28T05:00:00',
    modified_gmt: '2026-11-28T05:20:00',
    guid: { rendered: 'http://wp.example/?p=12' },
    link: 'https://wp.example/2026/11/bridge/',
    status: 'publish',
    title: { rendered: 'Мост &#8211; «за» &amp; против' },
    content: { rendered: '<p>Первый абзац текста о мосте.</p>\n<p>Второй абзац.</p>', protected: false },
    excerpt: { rendered: '<p>Первый абзац текста о мосте. [&hellip;]</p>', protected: false },
    _embedded: {
      author: [{ name: 'Дана' }],
      'wp:featuredmedia': [{ source_url: 'https://wp.example/i.jpg', caption: { rendered: '' } }],
      'wp:term': [
        [
          { name: 'Город', taxonomy: 'category' },
          { name: 'Без рубрики', taxonomy: 'category' },
        ],
        [{ name: 'мост', taxonomy: 'post_tag' }],
      ],
    },
    ...changes,
  };
}

/** An item of ninjs. */
export function ninjsOf(uri: string, changes: Record<string, unknown>) {
  return {
    uri,
    language: 'en',
    headlines: [{ role: 'main', value: `The headline of ${uri}` }],
    links: [{ rel: 'canonical', href: `https://wire.example/${encodeURIComponent(uri)}` }],
    pubstatus: 'usable',
    ...changes,
  };
}
