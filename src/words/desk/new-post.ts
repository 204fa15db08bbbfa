import type { MediumKind } from '../../news/medium.ts';
import type { SpokenLanguage } from '../../news/language.ts';

/** Sentences about posts that editors write by hand. All are plain text. */
interface NewPostWords {
  command: string;
  /** Stands before the subject in the log. */
  change: string;
  /** Asks for the content. */
  prompt: string;
  /** Asks for the content that corrects a post. */
  correctionPrompt: string;
  /** Below each of these in a group, where only a reply is heard. */
  replyHere: string;
  title: string;
  correctionTitle: string;
  /** An earlier one is neither posted nor dropped. */
  unfinished: string;
  channels(names: string): string;
  chooseChannels: string;
  labels(names: string): string;
  noLabels: string;
  /** The same on a button. */
  noLabelsButton: string;
  notStated: string;
  /** The texts of the buttons. */
  post: string;
  later: string;
  edit: string;
  drop: string;
  /** Of a correction: the post stays as it is. */
  discard: string;
  show: string;
  save: string;
  labelsButton: string;
  back: string;
  /** Asks for new content in place of what came. */
  editPrompt: string;
  askTime: string;
  wrongTime: string;
  needsContent: string;
  needsChannel: string;
  needsLabels(channels: string): string;
  tooLong(channels: string, has: number, most: number): string;
  /** After the name of each channel. */
  goesOut: string;
  goesOutAt(at: string): string;
  /** How to correct it later. */
  correctBy(command: string): string;
  dropped(editor: string): string;
  discarded(editor: string): string;
  saved: string;
  closed: string;
  changedMeanwhile: string;
  newerBelow: string;
  wrongKind: string;
  gone: string;
  otherBot(bot: string): string;
  /** A post that another bot's editors wrote has files that this one cannot send. */
  filesOfOtherBot(bot: string): string;
  notYours: string;
  /** Of a post without words: how lists call it. */
  kinds: Readonly<Record<MediumKind, string>>;
}

const en: NewPostWords = {
  command: 'Write a post by hand',
  change: 'wrote',
  prompt:
    'Send the post: a text with its formatting, or a photo, a video or an album with its text below. Nothing is posted before you press Post.',
  correctionPrompt:
    'Send the new text, a new photo or a new video. What you do not send stays as it is. Nothing changes before you press Save.',
  replyHere: 'In a group: reply to this message.',
  title: 'New post',
  correctionTitle: 'Correction',
  unfinished: 'This post is not finished. /new begins another one after you post or drop it.',
  channels: (names) => `Channels: ${names}`,
  chooseChannels: 'Choose the channels.',
  labels: (names) => `Labels: ${names}`,
  noLabels: 'none',
  noLabelsButton: 'No labels',
  notStated: 'not stated',
  post: 'Post',
  later: 'Later',
  edit: 'Edit',
  drop: 'Drop',
  discard: 'Discard',
  show: 'Preview',
  save: 'Save',
  labelsButton: 'Labels',
  back: '‹ Back',
  editPrompt:
    'Send what should change: a new text, or a photo, a video or an album. You can also edit your own message.',
  askTime: 'When? Press a time, or send one, for example 18:30.',
  wrongTime: 'I do not understand this time. For example: 18:30',
  needsContent: 'There is nothing to post yet.',
  needsChannel: 'Choose at least one channel.',
  needsLabels: (channels) =>
    `Say first which labels the post has, or that it has none: ${channels} requires it.`,
  tooLong: (channels, has, most) =>
    `The text is too long for ${channels}: it has ${has} characters, and with labels and footer at most ${most} fit.`,
  goesOut: 'goes out now',
  goesOutAt: (at) => `goes out ${at}; /schedule moves it`,
  correctBy: (command) => `To correct it: ${command}`,
  dropped: (editor) => `Dropped — ${editor}`,
  discarded: (editor) => `The correction is discarded; the post stays as it is — ${editor}`,
  saved: '✓ Saved. Posts that stand are edited.',
  closed: 'This was posted or dropped already.',
  changedMeanwhile: 'Somebody changed this post meanwhile. Begin the correction anew.',
  newerBelow: 'This preview is out of date: the newest one stands below.',
  wrongKind:
    'A post can have a text, photos, videos, animations, audio files and documents. I cannot post this.',
  gone: 'This post is not there any more.',
  otherBot: (bot) => `This post was written with the bot ${bot}. It can only be corrected there.`,
  filesOfOtherBot: (bot) =>
    `The photos and videos of this post belong to the bot ${bot}, and this bot cannot send them. Write the post here with /new.`,
  notYours: 'Only who writes this post can press here.',
  kinds: { photo: 'Photo', video: 'Video', animation: 'Animation', audio: 'Audio', document: 'Document' },
};

const ru: NewPostWords = {
  command: 'Написать пост вручную',
  change: 'написано:',
  prompt:
    'Пришлите пост: текст с оформлением либо фото, видео или альбом с подписью. До нажатия «Опубликовать» ничего не выйдет.',
  correctionPrompt:
    'Пришлите новый текст, новое фото или видео. Что не прислано, остаётся как есть. До нажатия «Сохранить» ничего не изменится.',
  replyHere: 'В группе: ответьте на это сообщение.',
  title: 'Новый пост',
  correctionTitle: 'Правка',
  unfinished: 'Этот пост не закончен. Опубликуйте или уберите его, и /new начнёт следующий.',
  channels: (names) => `Каналы: ${names}`,
  chooseChannels: 'Выберите каналы.',
  labels: (names) => `Пометки: ${names}`,
  noLabels: 'нет',
  noLabelsButton: 'Без пометок',
  notStated: 'не указаны',
  post: 'Опубликовать',
  later: 'Позже',
  edit: 'Изменить',
  drop: 'Убрать',
  discard: 'Отменить правку',
  show: 'Предпросмотр',
  save: 'Сохранить',
  labelsButton: 'Пометки',
  back: '‹ Назад',
  editPrompt:
    'Пришлите то, что нужно заменить: новый текст либо фото, видео или альбом. Можно и отредактировать своё сообщение.',
  askTime: 'Когда? Выберите время или пришлите своё, например 18:30.',
  wrongTime: 'Не понимаю время. Например: 18:30',
  needsContent: 'Публиковать пока нечего.',
  needsChannel: 'Выберите хотя бы один канал.',
  needsLabels: (channels) => `Сначала укажите пометки или что их нет: этого требует ${channels}.`,
  tooLong: (channels, has, most) =>
    `Текст слишком длинный для ${channels}: ${has} знаков, а вместе с пометками и подвалом помещается не больше ${most}.`,
  goesOut: 'выходит',
  goesOutAt: (at) => `выйдет ${at}; перенести: /schedule`,
  correctBy: (command) => `Исправить: ${command}`,
  dropped: (editor) => `Убрано — ${editor}`,
  discarded: (editor) => `Правка отменена, пост остаётся как есть — ${editor}`,
  saved: '✓ Сохранено, вышедшие посты исправляются.',
  closed: 'Это уже опубликовано или убрано.',
  changedMeanwhile: 'Этот пост тем временем изменили. Начните правку заново.',
  newerBelow: 'Это старый предпросмотр, свежий ниже.',
  wrongKind: 'В посте могут быть текст, фото, видео, анимации, аудио и документы. Это опубликовать нельзя.',
  gone: 'Этого поста больше нет.',
  otherBot: (bot) => `Этот пост написан через бота ${bot}, исправить его можно только там.`,
  filesOfOtherBot: (bot) =>
    `Фото и видео этого поста принадлежат боту ${bot}, здесь их отправить нельзя. Напишите пост здесь: /new.`,
  notYours: 'Эти кнопки только для того, кто пишет пост.',
  kinds: { photo: 'Фото', video: 'Видео', animation: 'Анимация', audio: 'Аудио', document: 'Документ' },
};

const kk: NewPostWords = {
  command: 'Жазбаны қолмен жазу',
  change: 'жазды:',
  prompt:
    'Жазбаны жіберіңіз: безендірілген мәтін не астында мәтіні бар фото, бейне, альбом. «Жариялау» басылғанша ештеңе шықпайды.',
  correctionPrompt:
    'Жаңа мәтін, жаңа фото не бейне жіберіңіз. Жібермегеніңіз сол күйі қалады. «Сақтау» басылғанша ештеңе өзгермейді.',
  replyHere: 'Топта: осы хабарға жауап беріңіз.',
  title: 'Жаңа жазба',
  correctionTitle: 'Түзету',
  unfinished: 'Бұл жазба аяқталмаған. Оны жариялаңыз не алып тастаңыз, сонда /new келесісін бастайды.',
  channels: (names) => `Арналар: ${names}`,
  chooseChannels: 'Арналарды таңдаңыз.',
  labels: (names) => `Белгілер: ${names}`,
  noLabels: 'жоқ',
  noLabelsButton: 'Белгі жоқ',
  notStated: 'көрсетілмеген',
  post: 'Жариялау',
  later: 'Кейін',
  edit: 'Өзгерту',
  drop: 'Алып тастау',
  discard: 'Түзетуден бас тарту',
  show: 'Алдын ала көру',
  save: 'Сақтау',
  labelsButton: 'Белгілер',
  back: '‹ Артқа',
  editPrompt:
    'Не өзгеретінін жіберіңіз: жаңа мәтін не фото, бейне, альбом. Өз хабарыңызды өңдесеңіз де болады.',
  askTime: 'Қашан? Уақытты басыңыз не жазып жіберіңіз, мысалы 18:30.',
  wrongTime: 'Уақытын түсінбедім. Мысалы: 18:30',
  needsContent: 'Әзірге жариялайтын ештеңе жоқ.',
  needsChannel: 'Кемінде бір арна таңдаңыз.',
  needsLabels: (channels) =>
    `Алдымен белгілерін не олардың жоғын көрсетіңіз: ${channels} арнасы соны талап етеді.`,
  tooLong: (channels, has, most) =>
    `Мәтін ${channels} үшін тым ұзын: ${has} таңба, ал белгілермен және соңғы жолмен қоса ең көбі ${most} таңба сияды.`,
  goesOut: 'шығып жатыр',
  goesOutAt: (at) => `${at} шығады; уақытын ауыстыру: /schedule`,
  correctBy: (command) => `Түзету: ${command}`,
  dropped: (editor) => `Алып тасталды – ${editor}`,
  discarded: (editor) => `Түзету тоқтатылды, жазба сол күйі қалады – ${editor}`,
  saved: '✓ Сақталды, шыққан жазбалар түзетіледі.',
  closed: 'Бұл бұрын жарияланған не алып тасталған.',
  changedMeanwhile: 'Бұл жазбаны осы арада біреу өзгертті. Түзетуді қайта бастаңыз.',
  newerBelow: 'Бұл – ескі көрініс, жаңасы төменде.',
  wrongKind: 'Жазбада мәтін, фото, бейне, анимация, аудио және құжат бола алады. Мұны жариялай алмаймын.',
  gone: 'Бұл жазба енді жоқ.',
  otherBot: (bot) => `Бұл жазба ${bot} боты арқылы жазылған, тек сонда түзетіледі.`,
  filesOfOtherBot: (bot) =>
    `Бұл жазбаның фотосы мен бейнесі ${bot} ботына тиесілі, осы бот оларды жібере алмайды. Жазбаны осы жерде /new арқылы жазыңыз.`,
  notYours: 'Бұл түймелерді тек жазбаны жазып отырған адам баса алады.',
  kinds: { photo: 'Фото', video: 'Бейне', animation: 'Анимация', audio: 'Аудио', document: 'Құжат' },
};

export const newPostWords: Readonly<Record<SpokenLanguage, NewPostWords>> = { en, ru, kk };
