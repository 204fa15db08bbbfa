import type { SpokenLanguage } from '../../news/language.ts';

/** Sentences about readers: what they like, and the links by which they join. */
export interface ReaderWords {
  commands: Record<'top' | 'link', string>;
  /** What an editor did, between the name and the channel. */
  changes: Record<'link' | 'unlink', string>;
  /** The heading of the posts to which most readers reacted; `days` as "7 days". */
  topTitle(days: string): string;
  nothing: string;
  digest: string;
  reactions(count: string): string;
  comments(count: string): string;
  topUsage: string;
  linksTitle: string;
  noLinks(example: string): string;
  made(name: string, channel: string): string;
  knownAlready(name: string, channel: string): string;
  joined(count: string): string;
  revokedMark: string;
  revoke(name: string, channel: string): string;
  revoked(name: string, channel: string): string;
  revokedAlready: string;
  badName: string;
  whichChannel(example: string): string;
  noRight: string;
  unknownPlace: string;
  refused(reason: string): string;
}

const en: ReaderWords = {
  commands: { top: 'Posts that readers like', link: 'Invite links of the channels' },
  changes: { link: 'made an invite link for', unlink: 'revoked an invite link of' },
  topTitle: (days) => `What readers liked, ${days}`,
  nothing:
    'No reactions and no comments are known in this time. Telegram tells of reactions minutes late, and only an administrator of the channel.',
  digest: 'Digest',
  reactions: (count) => `♥ ${count}`,
  comments: (count) => `💬 ${count}`,
  topUsage: 'From 1 to 90 days, and perhaps a channel. For example: /top 7d',
  linksTitle: 'Invite links',
  noLinks: (example) => `There is no invite link yet. For example: ${example}`,
  made: (name, channel) => `✓ The link ${name} of ${channel}. Who joins by it is counted:`,
  knownAlready: (name, channel) => `The link ${name} of ${channel} exists already:`,
  joined: (count) => `joined: ${count}`,
  revokedMark: 'revoked',
  revoke: (name, channel) => `Revoke ${name} (${channel})`,
  revoked: (name, channel) => `✓ The link ${name} of ${channel} is revoked. Nobody can join by it any more.`,
  revokedAlready: 'This link was revoked already.',
  badName: 'The name of a link has up to 20 Latin letters, digits, - and _. For example: /link site',
  whichChannel: (example) => `Name the channel too. For example: ${example}`,
  noRight:
    'I may not make invite links there. Give me the right to add subscribers: channel → Administrators → this bot → Add Subscribers.',
  unknownPlace: 'I do not know this channel in Telegram yet. Try again in a minute.',
  refused: (reason) => `Telegram refused: ${reason}`,
};

const ru: ReaderWords = {
  commands: { top: 'Посты, которые нравятся читателям', link: 'Пригласительные ссылки каналов' },
  changes: { link: 'создал(а) пригласительную ссылку', unlink: 'отозвал(а) пригласительную ссылку' },
  topTitle: (days) => `Что понравилось читателям, ${days}`,
  nothing:
    'За это время не известно ни реакций, ни комментариев. Telegram сообщает о реакциях с опозданием в несколько минут и только администратору канала.',
  digest: 'Дайджест',
  reactions: (count) => `♥ ${count}`,
  comments: (count) => `💬 ${count}`,
  topUsage: 'От 1 до 90 дней и, если нужно, канал. Например: /top 7d',
  linksTitle: 'Пригласительные ссылки',
  noLinks: (example) => `Пригласительных ссылок пока нет. Например: ${example}`,
  made: (name, channel) => `✓ Ссылка ${name} канала ${channel}. Подписавшиеся по ней считаются:`,
  knownAlready: (name, channel) => `Ссылка ${name} канала ${channel} уже есть:`,
  joined: (count) => `подписались: ${count}`,
  revokedMark: 'отозвана',
  revoke: (name, channel) => `Отозвать ${name} (${channel})`,
  revoked: (name, channel) =>
    `✓ Ссылка ${name} канала ${channel} отозвана. Подписаться по ней больше нельзя.`,
  revokedAlready: 'Эта ссылка уже отозвана.',
  badName: 'В имени ссылки до 20 латинских букв, цифр, - и _. Например: /link site',
  whichChannel: (example) => `Укажите и канал. Например: ${example}`,
  noRight:
    'Мне нельзя создавать там пригласительные ссылки. Дайте право добавлять подписчиков: канал → Администраторы → этот бот → Добавление подписчиков.',
  unknownPlace: 'Этот канал в Telegram мне пока не известен. Попробуйте через минуту.',
  refused: (reason) => `Telegram отказал: ${reason}`,
};

const kk: ReaderWords = {
  commands: { top: 'Оқырмандарға ұнаған жазбалар', link: 'Арналардың шақыру сілтемелері' },
  changes: { link: 'шақыру сілтемесін жасады', unlink: 'шақыру сілтемесін қайтарып алды' },
  topTitle: (days) => `Оқырмандарға ұнағаны, ${days}`,
  nothing:
    'Бұл уақытта реакция да, пікір де белгісіз. Telegram реакцияларды бірнеше минут кешігіп және тек арна әкімшісіне хабарлайды.',
  digest: 'Дайджест',
  reactions: (count) => `♥ ${count}`,
  comments: (count) => `💬 ${count}`,
  topUsage: '1 күннен 90 күнге дейін, қажет болса арнаны да жазыңыз. Мысалы: /top 7d',
  linksTitle: 'Шақыру сілтемелері',
  noLinks: (example) => `Шақыру сілтемесі әзірге жоқ. Мысалы: ${example}`,
  made: (name, channel) => `✓ ${channel} арнасының ${name} сілтемесі. Ол арқылы жазылғандар саналады:`,
  knownAlready: (name, channel) => `${channel} арнасының ${name} сілтемесі бұрыннан бар:`,
  joined: (count) => `жазылды: ${count}`,
  revokedMark: 'қайтарып алынған',
  revoke: (name, channel) => `${name} сілтемесін қайтарып алу (${channel})`,
  revoked: (name, channel) =>
    `✓ ${channel} арнасының ${name} сілтемесі қайтарып алынды. Енді ол арқылы жазылу мүмкін емес.`,
  revokedAlready: 'Бұл сілтеме қайтарып алынып қойған.',
  badName: 'Сілтеме атауында 20-ға дейін латын әрпі, цифр, - және _ болады. Мысалы: /link site',
  whichChannel: (example) => `Арнаны да көрсетіңіз. Мысалы: ${example}`,
  noRight:
    'Маған ол жерде шақыру сілтемесін жасауға рұқсат жоқ. Жазылушы қосу құқығын беріңіз: арна → Әкімшілер → осы бот → Жазылушы қосу.',
  unknownPlace: 'Бұл арна Telegram-да маған әзірге белгісіз. Бір минуттан кейін қайталап көріңіз.',
  refused: (reason) => `Telegram қабылдамады: ${reason}`,
};

export const readerWords: Readonly<Record<SpokenLanguage, ReaderWords>> = { en, ru, kk };
