import { escapeHtml } from '../../compose/fitting.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { ReadPost } from '../../store/readers/read-posts.ts';
import { lastDays } from '../../time/local-clock.ts';
import { counts } from '../../words/counts.ts';
import { readerWords } from '../../words/desk/readers.ts';
import { statisticsWords } from '../../words/statistics.ts';
import { say } from '../chat/answer.ts';
import { askedChannels } from '../chat/arguments.ts';
import type { Subject } from '../chat/desk.ts';
import { fitLines, shortened } from '../chat/fitting.ts';
import { parseDays } from '../statistics/statistics.ts';

const mostShown = 10;

/** `/top [7d] [channel]`: the posts to which most readers reacted. */
export const topSubject: Subject = {
  commands: [
    {
      name: 'top',
      who: 'editor',
      description: (language) => readerWords[language].commands.top,
      examples: ['/top', '/top 7d CHANNEL', '/top 30d'],
      async handle(context, desk, { text }) {
        const { language } = context;
        const words = readerWords[language];
        const parts = text.split(/\s+/u).filter(Boolean);
        const hasDays = /^\d/u.test(parts[0] ?? '');
        const days = parseDays(hasDays ? (parts.shift() ?? '') : '');
        if (days === null || parts.length > 1) return say(context, words.topUsage);
        const channels = await askedChannels(context, desk, parts[0] ?? '');
        if (channels === null) return;
        const { bounds } = lastDays(desk.config.timeZone, days, desk.clock.now());
        const names = channels.map(({ name }) => name);
        const posts = await desk.store.readers.posts.top(names, bounds[0] ?? new Date(0), mostShown);
        if (posts.length === 0) return say(context, words.nothing);
        const title = `<b>${words.topTitle(counts[language].days(days))}</b>`;
        const isNamed = channels.length > 1;
        const lines = posts.map((post, index) => lineOf(post, index + 1, isNamed, language));
        await say(context, fitLines([title, ...lines]));
      },
    },
  ],
};

function lineOf(post: ReadPost, place: number, isNamed: boolean, language: SpokenLanguage): string {
  const words = readerWords[language];
  const { formats } = statisticsWords[language];
  const title = shortened(post.headline ?? (post.articleId === null ? words.digest : post.articleId), 120);
  const linked = post.link === null ? title : `<a href="${escapeHtml(post.link)}">${title}</a>`;
  const numbers = [
    words.reactions(formats.number(post.reactions ?? 0)),
    ...(post.comments === null ? [] : [words.comments(formats.number(post.comments))]),
    ...(isNamed ? [escapeHtml(post.channel)] : []),
  ];
  return `${place}. ${linked}\n${numbers.join(' · ')}`;
}
