import type { SpokenLanguage } from '../news/language.ts';
import type { HeldDecision } from '../store/store.ts';

/** Everything that khabarshy says to the log chat. A missing translation does not compile. */
export interface Words {
  channelClosed(channel: string, reason: string): string;
  channelOpen(channel: string): string;
  databaseFails(reason: string): string;
  databaseWell: string;
  silence(gap: string, usual: string): string;
  silenceOver: string;
  /** `free`: an amount as people write it. */
  roomShort(free: string): string;
  roomEnough: string;
  refused(what: string, reason: string): string;
  entitiesRefused(what: string, reason: string): string;
  uncomposable(what: string, reason: string): string;
  held(what: string, reason: string): string;
  correctionRefused(what: string, reason: string): string;
  killRefused(what: string, reason: string): string;
  heldButtons: Record<HeldDecision, string>;
  heldDecided(decision: HeldDecision, editor: string): string;
  decidedAlready: string;
}

const en: Words = {
  channelClosed: (channel, reason) =>
    `⛔️ The channel ${channel} does not let me post: ${reason}. Its posts wait; I try again with growing pauses.`,
  channelOpen: (channel) => `✅ The channel ${channel} is open again; its posts go out now.`,
  databaseFails: (reason) => `⛔️ The database does not work: ${reason}. Nothing is posted until it does.`,
  databaseWell: '✅ The database works again.',
  silence: (gap, usual) =>
    `⚠️ No new article for ${gap} of working time; the longest usual gap is ${usual}. Please look whether the source still works.`,
  silenceOver: '✅ New articles come again.',
  roomShort: (free) =>
    `⚠️ The disk of the database has only ${free} left. Please make room: when it is full, nothing is posted.`,
  roomEnough: '✅ The disk of the database has room again.',
  refused: (what, reason) => `⚠️ Telegram refused ${what}: ${reason}. It was put aside; the others go on.`,
  entitiesRefused: (what, reason) =>
    `⚠️ Telegram refused the formatting of ${what}: ${reason}. It goes out as plain text.`,
  uncomposable: (what, reason) => `⚠️ No post could be made of ${what}: ${reason}. It was put aside.`,
  held: (what, reason) =>
    `❓ I do not know whether ${what} was posted, and cannot look: ${reason}. Please look into the channel and decide.`,
  correctionRefused: (what, reason) => `⚠️ Telegram refused the correction of ${what}: ${reason}.`,
  killRefused: (what, reason) => `⛔️ ${what} could not be taken back: ${reason}. Please delete it by hand.`,
  heldButtons: { there: 'It is there', again: 'Post it again', drop: 'Drop it' },
  heldDecided: (decision, editor) => `✓ ${en.heldButtons[decision]} — ${editor}`,
  decidedAlready: 'This was decided already.',
};

const ru: Words = {
  channelClosed: (channel, reason) =>
    `⛔️ Не могу публиковать в канале ${channel}: ${reason}. Посты ждут; повторяю попытки, каждый раз с большей паузой.`,
  channelOpen: (channel) => `✅ Канал ${channel} снова доступен, посты выходят.`,
  databaseFails: (reason) =>
    `⛔️ База данных не работает: ${reason}. До её восстановления ничего не публикуется.`,
  databaseWell: '✅ База данных снова работает.',
  silence: (gap, usual) =>
    `⚠️ Новых статей нет уже ${gap} рабочего времени; обычный перерыв — до ${usual}. Проверьте, работает ли источник.`,
  silenceOver: '✅ Новые статьи снова поступают.',
  roomShort: (free) =>
    `⚠️ На диске с базой данных осталось всего ${free}. Освободите место: когда диск заполнится, посты выходить не будут.`,
  roomEnough: '✅ На диске с базой данных снова достаточно места.',
  refused: (what, reason) => `⚠️ Telegram отклонил ${what}: ${reason}. Пост отложен, остальные выходят.`,
  entitiesRefused: (what, reason) =>
    `⚠️ Telegram отклонил оформление: ${what}: ${reason}. Пост выходит простым текстом.`,
  uncomposable: (what, reason) => `⚠️ Не удалось составить пост: ${what}: ${reason}. Он отложен.`,
  held: (what, reason) =>
    `❓ Неизвестно, вышел ли пост (${what}), и проверить я не могу: ${reason}. Посмотрите в канале и решите.`,
  correctionRefused: (what, reason) => `⚠️ Telegram отклонил исправление: ${what}: ${reason}.`,
  killRefused: (what, reason) => `⛔️ Не удалось отозвать пост (${what}): ${reason}. Удалите его вручную.`,
  heldButtons: { there: 'Пост в канале', again: 'Отправить снова', drop: 'Не публиковать' },
  heldDecided: (decision, editor) => `✓ ${ru.heldButtons[decision]} — ${editor}`,
  decidedAlready: 'Решение уже принято.',
};

const kk: Words = {
  channelClosed: (channel, reason) =>
    `⛔️ ${channel} арнасына жариялай алмаймын: ${reason}. Жазбалар күтіп тұр; аралықты ұзарта отырып, қайталап көремін.`,
  channelOpen: (channel) => `✅ ${channel} арнасына қайтадан жариялай аламын, жазбалар шығып жатыр.`,
  databaseFails: (reason) =>
    `⛔️ Дерекқор жұмыс істемейді: ${reason}. Ол қалпына келгенше ештеңе жарияланбайды.`,
  databaseWell: '✅ Дерекқор қайта жұмыс істеп тұр.',
  silence: (gap, usual) =>
    `⚠️ Жұмыс уақытымен ${gap} бойы жаңа мақала жоқ; әдетте ең ұзақ үзіліс — ${usual}. Дереккөздің жұмыс істеп тұрғанын тексеріңіз.`,
  silenceOver: '✅ Жаңа мақалалар қайта келіп жатыр.',
  roomShort: (free) =>
    `⚠️ Дерекқор тұрған дискіде небәрі ${free} бос орын қалды. Орын босатыңыз: диск толса, ештеңе жарияланбайды.`,
  roomEnough: '✅ Дерекқор тұрған дискіде қайтадан орын жеткілікті.',
  refused: (what, reason) =>
    `⚠️ Telegram қабылдамады: ${what}: ${reason}. Жазба шетке қойылды, қалғандары шығады.`,
  entitiesRefused: (what, reason) =>
    `⚠️ Telegram пішімдеуді қабылдамады: ${what}: ${reason}. Жазба қарапайым мәтінмен шығады.`,
  uncomposable: (what, reason) => `⚠️ Жазба құрастырылмады: ${what}: ${reason}. Ол шетке қойылды.`,
  held: (what, reason) =>
    `❓ Жазбаның шыққан-шықпағаны белгісіз (${what}), тексере алмаймын: ${reason}. Арнаны қарап, шешім қабылдаңыз.`,
  correctionRefused: (what, reason) => `⚠️ Telegram түзетуді қабылдамады: ${what}: ${reason}.`,
  killRefused: (what, reason) =>
    `⛔️ Жазбаны қайтарып алу мүмкін болмады (${what}): ${reason}. Қолмен өшіріңіз.`,
  heldButtons: { there: 'Арнада тұр', again: 'Қайта жіберу', drop: 'Жарияламау' },
  heldDecided: (decision, editor) => `✓ ${kk.heldButtons[decision]} — ${editor}`,
  decidedAlready: 'Шешім бұрын қабылданған.',
};

export const words: Readonly<Record<SpokenLanguage, Words>> = { en, ru, kk };
