import type { UncertainDecision } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { ContentKind } from '../news/post.ts';
import { ownReasons, type OwnReason } from '../news/reasons.ts';
import { counts } from './counts.ts';

/** Sentences for the log chat. A missing translation does not compile. */
export interface Words {
  channelClosed(channel: string, reason: string): string;
  channelOpen(channel: string): string;
  /** A 429. `span`: a formatted length of time. */
  channelLimited(channel: string, span: string): string;
  /** Telegram refuses everything, in words that are not about a post. */
  botRefused(reason: string): string;
  botWell: string;
  /** Under an alert that an owner gets because the log chat does not take it. */
  insteadOfLogChat(reason: string): string;
  /** The same, if the topic of the log chat was deleted. */
  insteadOfLogTopic: string;
  /** A topic of the log chat was deleted or closed. `channels`: the names of those that have their desk there. */
  insteadOfDeskTopic(topic: number, channels: string, fate: 'deleted' | 'closed'): string;
  /** Posts wait for approval, and the log chat is closed. */
  approvalUnasked: string;
  approvalAsked: string;
  /** It is over, and could not be told before. */
  botWasRefused(reason: string): string;
  /** The chat of a channel does not allow this kind of content. */
  kindForbidden: Record<ContentKind, (channel: string, reason: string) => string>;
  kindAllowed: Record<ContentKind, (channel: string) => string>;
  databaseFails(reason: string): string;
  databaseWell: string;
  silence(gap: string, usual: string): string;
  silenceOver: string;
  /** `free`: a formatted amount. */
  diskSpaceShort(free: string): string;
  diskSpaceEnough: string;
  /** New articles that no channel gets. `due` and `now` are moments. */
  tooOld(count: number, id: string, due: string, now: string): string;
  youngAgain: string;
  /** `why`: see desk/chat/hearing.ts; `host`: that of a webhook. */
  deskDeaf(why: 'poller' | 'webhook' | 'unreachable', host: string): string;
  deskHears: string;
  settingsRefused(mistake: string): string;
  settingsTaken: string;
  // About one post, which is named below the sentence.
  refused(reason: string): string;
  entitiesRefused(reason: string): string;
  uncomposable(reason: string): string;
  uncertain(reason: string): string;
  stuck(reason: string): string;
  correctionRefused(reason: string): string;
  pictureRefused(reason: string): string;
  pictureLeftOut(reason: string): string;
  /** The article lost its picture. */
  pictureStays(): string;
  /** The post shows a part of its media. */
  mediaLeftOut(reason: string): string;
  /** The album of the article changed. */
  mediaStay(): string;
  picturesFail(channel: string, reason: string): string;
  picturesWork(channel: string): string;
  killRefused(reason: string): string;
  mayStandTwice(reason: string): string;
  /** The same of several posts, which are listed below the sentence. */
  several: Record<
    | 'refused'
    | 'entitiesRefused'
    | 'uncomposable'
    | 'correctionRefused'
    | 'pictureRefused'
    | 'pictureLeftOut'
    | 'killRefused'
    | 'mayStandTwice',
    (posts: string, reason: string) => string
  >;
  /** The last line of a list that was cut. */
  andMore(posts: string): string;
  /** `command` posts it all the same. */
  nobodyAnswered(command: string): string;
  reasons: Record<OwnReason, string>;
  uncertainButtons: Record<UncertainDecision, string>;
  uncertainDecided(decision: UncertainDecision, editor: string): string;
  decidedAlready: string;
  /** Kills a post and posts its article anew. */
  anewButton: string;
  anewDecided(editor: string): string;
}

const en: Words = {
  channelClosed: (channel, reason) =>
    `⛔️ I cannot post in the channel ${channel}: ${reason}. Its posts stay queued; I'll retry at longer intervals.`,
  channelOpen: (channel) => `✅ I can post in the channel ${channel} again; its posts go out now.`,
  channelLimited: (channel, span) =>
    `⏳ Telegram wants no posts in the channel ${channel} for ${span}. They stay queued in their order and go out then; you need not do anything.`,
  botRefused: (reason) =>
    `⛔️ Telegram refuses everything that I send: ${reason}. The posts stay queued; I'll retry at longer intervals.`,
  insteadOfLogChat: (reason) =>
    `You get this because I cannot write to the log chat: ${reason}. Add me to it again, or set another LOG_CHAT_ID.`,
  insteadOfLogTopic:
    'You get this because the topic of the log chat was deleted. Set LOG_CHAT_ID to another topic and restart me.',
  insteadOfDeskTopic: (topic, channels, fate) =>
    `This stands here because topic ${topic} of ${channels} ${fate === 'closed' ? 'is closed. Reopen it, or set another desk_topic.' : 'was deleted. Set desk_topic to another one and restart me.'}`,
  approvalUnasked: '⚠️ Posts wait for approval, and I cannot ask in the log chat. /approve shows them here.',
  approvalAsked: '✅ I can ask for approval in the log chat again.',
  botWell: '✅ Telegram takes my posts again; they go out now.',
  botWasRefused: (reason) =>
    `⚠️ For a while Telegram refused everything that I sent: ${reason}. It is over; the posts were kept and go out now.`,
  kindForbidden: {
    photo: (channel, reason) =>
      `⚠️ I may not send pictures to the channel ${channel}: ${reason}. Its posts go out as texts. Give me the right to send photos; I'll try again once a day.`,
    text: (channel, reason) =>
      `⚠️ I may not send texts to the channel ${channel}: ${reason}. Posts go out with their picture; those without one wait. Give me the right to send messages; I'll try again once a day.`,
  },
  kindAllowed: {
    photo: (channel) => `✅ I may send pictures to the channel ${channel} again.`,
    text: (channel) => `✅ I may send texts to the channel ${channel} again; what waited goes out now.`,
  },
  databaseFails: (reason) => `⛔️ The database does not work: ${reason}. Nothing is posted until it does.`,
  databaseWell: '✅ The database works again.',
  silence: (gap, usual) =>
    `⚠️ No new article for ${gap} of working time; the longest usual gap is ${usual}. Check that the source still works.`,
  silenceOver: '✅ New articles are arriving again.',
  diskSpaceShort: (free) =>
    `⚠️ Only ${free} left on the disk of the database. Free some space: when the disk is full, nothing is posted.`,
  diskSpaceEnough: '✅ The disk of the database has enough space again.',
  tooOld: (count, id, due, now) =>
    `⚠️ Within an hour ${counts.en.articles(count)} came that are too old to be posted (MAX_AGE), for example ${id}: it was due ${due}, and the clock of my machine says ${now}. If that is not the time, set the clock; the articles are then looked at again.`,
  youngAgain: '✅ New articles are young enough again and go out.',
  deskDeaf: (why, host) =>
    `⛔️ Editors' commands do not reach me: ${
      {
        poller: 'another program reads my messages with the same bot token. Stop it',
        webhook: `another program has set a webhook for this bot (${host}). Remove it there and restart me`,
        unreachable: 'Telegram does not answer when I ask for messages',
      }[why]
    }. News is still being posted.`,
  deskHears: "✅ Editors' commands reach me again.",
  settingsRefused: (mistake) => `⚠️ The new settings were not taken; the old ones stay. ${mistake}`,
  settingsTaken: '✅ The settings are in order again.',
  refused: (reason) => `⚠️ Telegram refused this post: ${reason}. It is not posted; the others go on.`,
  entitiesRefused: (reason) =>
    `⚠️ Telegram refused the formatting of this post: ${reason}. It goes out as plain text.`,
  uncomposable: (reason) => `⚠️ No post could be made from this article: ${reason}. It is not posted.`,
  uncertain: (reason) =>
    `❓ I do not know whether this was posted, and cannot check: ${reason}. Check the channel and decide.`,
  stuck: (reason) =>
    `❓ This post cannot be sent: ${reason}. It has been set aside, and the others go on. Decide what to do with it.`,
  correctionRefused: (reason) => `⚠️ The post could not be corrected: ${reason}. Correct it by hand.`,
  pictureRefused: (reason) =>
    `⚠️ Telegram did not accept the new picture: ${reason}. The text is corrected, the picture is still the old one.`,
  pictureLeftOut: (reason) => `⚠️ This post went out without its picture: ${reason}.`,
  pictureStays: () =>
    '⚠️ The picture was removed from the article, but Telegram does not let a bot remove it from a post. I can kill the post and post it anew; its views, reactions and links will be lost.',
  mediaLeftOut: (reason) => `⚠️ This post does not show all its photos, videos or files: ${reason}.`,
  mediaStay: () =>
    '⚠️ The article has other photos, videos or files now, and this post cannot show all of them: Telegram does not let a bot add any to a post, or put a file in the place of a photo of an album. The rest is corrected. I can kill the post and post it anew; its views, reactions and links will be lost.',
  picturesFail: (channel, reason) =>
    `⚠️ The channel ${channel} gets no pictures: ${reason}. Its posts go out as text. I will tell you when pictures work again.`,
  picturesWork: (channel) => `✅ The channel ${channel} gets pictures again.`,
  killRefused: (reason) => `⛔️ This post could not be killed: ${reason}. Delete it by hand.`,
  mayStandTwice: (reason) =>
    `⚠️ An earlier copy of a post may stand in the channel before this one: ${reason}. If there is one, delete it by hand.`,
  nobodyAnswered: (command) =>
    `⌛️ Nobody answered in time, so this was not posted. To post it all the same: ${command}`,
  several: {
    refused: (posts, reason) =>
      `⚠️ Telegram refused ${posts}: ${reason}. They are not posted; the others go on.`,
    entitiesRefused: (posts, reason) =>
      `⚠️ Telegram refused the formatting of ${posts}: ${reason}. They go out as plain text.`,
    uncomposable: (posts, reason) => `⚠️ ${posts} could not be made: ${reason}. They are left out.`,
    correctionRefused: (posts, reason) =>
      `⚠️ ${posts} could not be corrected: ${reason}. Correct them by hand.`,
    pictureLeftOut: (posts, reason) => `⚠️ ${posts} went out without a picture: ${reason}.`,
    pictureRefused: (posts, reason) =>
      `⚠️ Telegram did not accept the new pictures of ${posts}: ${reason}. The texts are corrected, the pictures are still the old ones.`,
    killRefused: (posts, reason) => `⛔️ ${posts} could not be killed: ${reason}. Delete them by hand.`,
    mayStandTwice: (posts, reason) =>
      `⚠️ Before ${posts} an earlier copy may stand in the channel: ${reason}. If there are any, delete them by hand.`,
  },
  andMore: (posts) => `… and ${posts} more`,
  reasons: {
    ...ownReasons,
    topicDeleted:
      'its topic in the group was deleted. Set the number of another one as topic in the settings and restart me',
    topicClosed: 'its topic in the group is closed. Reopen it, or let me manage topics, and send /resume',
  },
  uncertainButtons: { there: 'It is there', again: 'Post it again', drop: 'Drop it' },
  uncertainDecided: (decision, editor) => `✓ ${en.uncertainButtons[decision]} — ${editor}`,
  decidedAlready: 'This was already decided.',
  anewButton: 'Kill and post anew',
  anewDecided: (editor) => `✓ ${en.anewButton} — ${editor}`,
};

const ru: Words = {
  channelClosed: (channel, reason) =>
    `⛔️ Не могу публиковать в канале ${channel}: ${reason}. Посты ждут в очереди; повторяю попытки, каждый раз реже.`,
  channelOpen: (channel) => `✅ Канал ${channel} снова доступен, посты выходят.`,
  channelLimited: (channel, span) =>
    `⏳ Telegram просит ничего не публиковать в канале ${channel} в течение ${span}. Посты ждут в очереди и выйдут потом по порядку; делать ничего не нужно.`,
  botRefused: (reason) =>
    `⛔️ Telegram отклоняет всё, что я отправляю: ${reason}. Посты ждут; повторяю попытки, каждый раз с большей паузой.`,
  insteadOfLogChat: (reason) =>
    `Сообщение пришло вам, потому что я не могу писать в служебный чат: ${reason}. Верните меня туда или укажите в LOG_CHAT_ID другой чат.`,
  insteadOfLogTopic:
    'Сообщение пришло вам, потому что тема служебного чата удалена. Укажите в LOG_CHAT_ID другую тему и перезапустите меня.',
  insteadOfDeskTopic: (topic, channels, fate) =>
    `Сообщение пришло сюда, потому что тема ${topic} (${channels}) ${fate === 'closed' ? 'закрыта. Откройте её или укажите в desk_topic другую.' : 'удалена. Укажите в desk_topic другую и перезапустите меня.'}`,
  approvalUnasked:
    '⚠️ Посты ждут согласования, а спросить в служебном чате я не могу. Команда /approve покажет их здесь.',
  approvalAsked: '✅ Я снова могу спрашивать о согласовании в служебном чате.',
  botWell: '✅ Telegram снова принимает посты, они выходят.',
  botWasRefused: (reason) =>
    `⚠️ Некоторое время Telegram отклонял всё, что я отправлял: ${reason}. Теперь всё работает; посты не пропали и выходят.`,
  kindForbidden: {
    photo: (channel, reason) =>
      `⚠️ В канал ${channel} нельзя отправлять фотографии: ${reason}. Посты выходят без них, текстом. Дайте мне право отправлять фото; я проверяю это раз в сутки.`,
    text: (channel, reason) =>
      `⚠️ В канал ${channel} нельзя отправлять текст: ${reason}. Посты выходят подписью к фотографии, а посты без фотографии ждут. Дайте мне право отправлять сообщения; я проверяю это раз в сутки.`,
  },
  kindAllowed: {
    photo: (channel) => `✅ В канал ${channel} снова можно отправлять фотографии.`,
    text: (channel) => `✅ В канал ${channel} снова можно отправлять текст; отложенные посты выходят.`,
  },
  databaseFails: (reason) =>
    `⛔️ База данных не работает: ${reason}. До её восстановления ничего не публикуется.`,
  databaseWell: '✅ База данных снова работает.',
  silence: (gap, usual) =>
    `⚠️ Новых статей нет уже ${gap} рабочего времени; обычный перерыв — до ${usual}. Проверьте, работает ли источник.`,
  silenceOver: '✅ Новые статьи снова поступают.',
  diskSpaceShort: (free) =>
    `⚠️ На диске с базой данных осталось всего ${free}. Освободите место: когда диск заполнится, посты выходить не будут.`,
  diskSpaceEnough: '✅ На диске с базой данных снова достаточно места.',
  tooOld: (count, id, due, now) =>
    `⚠️ За час пришли новые статьи, которые слишком старые для публикации (MAX_AGE): ${count}. Например, ${id}: срок — ${due}, а часы моего компьютера показывают ${now}. Если они врут, поставьте верное время: эти статьи будут рассмотрены ещё раз.`,
  youngAgain: '✅ Новые статьи снова приходят вовремя и публикуются.',
  deskDeaf: (why, host) =>
    `⛔️ Я не получаю команды редакторов: ${
      {
        poller: 'другая программа читает сообщения с тем же токеном бота. Остановите её',
        webhook: `другая программа установила для бота вебхук (${host}). Удалите его там и перезапустите меня`,
        unreachable: 'Telegram не отвечает на запросы новых сообщений',
      }[why]
    }. Новости публикуются как обычно.`,
  deskHears: '✅ Я снова получаю команды редакторов.',
  settingsRefused: (mistake) => `⚠️ Новые настройки не приняты, действуют прежние. ${mistake}`,
  settingsTaken: '✅ Настройки снова в порядке.',
  refused: (reason) =>
    `⚠️ Telegram отклонил этот пост: ${reason}. Он не вышел; остальные выходят как обычно.`,
  entitiesRefused: (reason) =>
    `⚠️ Telegram не принял оформление этого поста: ${reason}. Он выйдет простым текстом.`,
  uncomposable: (reason) => `⚠️ Из этой статьи не удалось составить пост: ${reason}. Она пропущена.`,
  uncertain: (reason) =>
    `❓ Неизвестно, вышел ли этот пост, и проверить я не могу: ${reason}. Посмотрите в канале и решите.`,
  stuck: (reason) =>
    `❓ Этот пост не удаётся отправить: ${reason}. Он отложен, остальные выходят как обычно. Решите, что с ним делать.`,
  correctionRefused: (reason) => `⚠️ Не удалось исправить пост в канале: ${reason}. Исправьте его вручную.`,
  pictureRefused: (reason) =>
    `⚠️ Telegram не принял новую картинку: ${reason}. Текст исправлен, картинка осталась прежней.`,
  pictureLeftOut: (reason) => `⚠️ Этот пост вышел без картинки: ${reason}.`,
  pictureStays: () =>
    '⚠️ Фото из статьи убрали, но из уже вышедшего поста Telegram убрать его не позволяет. Я могу отозвать пост и опубликовать его заново; просмотры, реакции и ссылки на него при этом пропадут.',
  mediaLeftOut: (reason) => `⚠️ В этом посте не все фото, видео или файлы: ${reason}.`,
  mediaStay: () =>
    '⚠️ Фото, видео или файлы статьи изменились, и показать их все этот пост не может: Telegram не позволяет боту добавлять их в пост и ставить файл на место фото в альбоме. Остальное исправлено. Я могу отозвать пост и опубликовать его заново; просмотры, реакции и ссылки на него при этом пропадут.',
  picturesFail: (channel, reason) =>
    `⚠️ В канале ${channel} посты выходят без картинок: ${reason}. Новости публикуются текстом. Когда картинки снова пойдут, я сообщу.`,
  picturesWork: (channel) => `✅ В канале ${channel} посты снова выходят с картинками.`,
  killRefused: (reason) => `⛔️ Не удалось отозвать пост: ${reason}. Удалите его вручную.`,
  mayStandTwice: (reason) =>
    `⚠️ Возможно, в канале перед этим постом стоит лишняя копия: ${reason}. Если она есть, удалите её вручную.`,
  nobodyAnswered: (command) =>
    `⌛️ Никто не ответил вовремя, и пост не вышел. Всё же опубликовать: ${command}`,
  several: {
    refused: (posts, reason) =>
      `⚠️ Telegram отклонил ${posts}: ${reason}. Они не вышли, остальные выходят как обычно.`,
    entitiesRefused: (posts, reason) =>
      `⚠️ Telegram не принял оформление: ${reason}. Простым текстом: ${posts}.`,
    uncomposable: (posts, reason) => `⚠️ Не удалось составить ${posts}: ${reason}. Они пропущены.`,
    correctionRefused: (posts, reason) =>
      `⚠️ Не удалось исправить ${posts} в канале: ${reason}. Исправьте их вручную.`,
    pictureLeftOut: (posts, reason) => `⚠️ Без картинок: ${posts}. Причина: ${reason}.`,
    pictureRefused: (posts, reason) =>
      `⚠️ Telegram не принял новые картинки: ${reason}. Исправлен только текст, картинки прежние (${posts}).`,
    killRefused: (posts, reason) => `⛔️ Не удалось отозвать ${posts}: ${reason}. Удалите их вручную.`,
    mayStandTwice: (posts, reason) =>
      `⚠️ Возможно, в канале остались лишние копии (${posts}): ${reason}. Если они есть, удалите их вручную.`,
  },
  andMore: (posts) => `… и ещё ${posts}`,
  reasons: {
    noNumber: 'номер сообщения неизвестен',
    notReadBack: 'возможно, он вышел, но проверить это не удалось',
    elsewhere: 'он остался в чате, который больше не относится к этому каналу',
    neverArrived: 'десять попыток остались без ответа',
    noLogChat: 'нет служебного чата, через который его можно проверить',
    wordless: 'в нём нет ни слова, по которому его можно узнать',
    protected: 'в канале запрещено копирование',
    tooMany: 'там, где он может стоять, слишком много сообщений',
    lateCopy: 'его успел отправить и другой процесс программы',
    pictureNotFetched: 'картинку не удалось скачать',
    picturePrivate: 'картинка лежит в закрытой сети, а её хост не указан в PICTURES_FROM',
    pictureTooLarge: 'картинка больше 10 МБ',
    pictureTooWide: 'картинка слишком велика или слишком вытянута',
    pictureUnknown: 'это не JPEG, PNG, WebP и не GIF',
    fileNotFetched: 'файл не удалось скачать',
    filePrivate: 'файл лежит в закрытой сети, а её хост не указан в PICTURES_FROM',
    fileTooLarge: 'файл больше, чем принимает Telegram',
    fileIsPage: 'по его адресу не файл, а страница',
    fileUnknown: 'файл не того вида, который указан в статье',
    noRoom: 'на диске не хватает места для файлов',
    tooManyMedia: 'Telegram показывает вместе не больше десяти, и только то, что бывает в одном альбоме',
    upgraded: 'группа стала супергруппой',
    topicDeleted:
      'тема группы, в которой он выходил, удалена. Укажите в настройках (topic) номер другой темы и перезапустите меня',
    topicClosed:
      'его тема в группе закрыта. Откройте её или дайте мне право управлять темами и отправьте /resume',
    otherBot: 'его отправил другой бот, и изменить его я не могу',
    otherTopic: 'такой же пост мог выйти в другой теме этой группы',
  },
  uncertainButtons: { there: 'Пост в канале', again: 'Отправить снова', drop: 'Не публиковать' },
  uncertainDecided: (decision, editor) => `✓ ${ru.uncertainButtons[decision]} — ${editor}`,
  decidedAlready: 'Решение уже принято.',
  anewButton: 'Отозвать и опубликовать заново',
  anewDecided: (editor) => `✓ ${ru.anewButton} — ${editor}`,
};

const kk: Words = {
  channelClosed: (channel, reason) =>
    `⛔️ ${channel} арнасында жариялай алмаймын: ${reason}. Жазбалар кезекте тұр; әрекетті барған сайын сирек қайталаймын.`,
  channelOpen: (channel) => `✅ ${channel} арнасында қайтадан жариялай аламын, жазбалар шығып жатыр.`,
  channelLimited: (channel, span) =>
    `⏳ Telegram ${channel} арнасында ${span} бойы ештеңе жарияламауды сұрап отыр. Жазбалар кезекте тұр, кейін ретімен шығады; ештеңе істеудің қажеті жоқ.`,
  botRefused: (reason) =>
    `⛔️ Telegram мен жіберген ештеңені қабылдамай тұр: ${reason}. Жазбалар күтіп тұр; әр жолы көбірек күтіп, қайталап көремін.`,
  insteadOfLogChat: (reason) =>
    `Бұл хабарлама сізге келді, себебі қызметтік чатқа жаза алмаймын: ${reason}. Мені чатқа қайта қосыңыз немесе LOG_CHAT_ID мәніне басқа чатты жазыңыз.`,
  insteadOfLogTopic:
    'Бұл хабарлама сізге келді, себебі қызметтік чаттың тақырыбы өшірілген. LOG_CHAT_ID мәніне басқа тақырыпты жазып, мені қайта іске қосыңыз.',
  insteadOfDeskTopic: (topic, channels, fate) =>
    `Бұл хабарлама осында келді, себебі ${topic}-тақырып (${channels}) ${fate === 'closed' ? 'жабылған. Оны қайта ашыңыз немесе desk_topic мәніне басқасын жазыңыз.' : 'өшірілген. desk_topic мәніне басқасын жазып, мені қайта іске қосыңыз.'}`,
  approvalUnasked:
    '⚠️ Жазбалар мақұлдауды күтіп тұр, ал қызметтік чатта сұрай алмаймын. Оларды осында /approve көрсетеді.',
  approvalAsked: '✅ Қызметтік чатта мақұлдау туралы қайтадан сұрай аламын.',
  botWell: '✅ Telegram жазбаларды қайтадан қабылдап жатыр, олар шығып жатыр.',
  botWasRefused: (reason) =>
    `⚠️ Telegram біраз уақыт мен жіберген ештеңені қабылдамады: ${reason}. Енді бәрі қалпына келді; жазбалар жоғалған жоқ, шығып жатыр.`,
  kindForbidden: {
    photo: (channel, reason) =>
      `⚠️ ${channel} арнасына сурет жіберуге рұқсат жоқ: ${reason}. Жазбалар суретсіз, мәтін түрінде шығады. Маған сурет жіберу құқығын беріңіз; күніне бір рет қайталап көремін.`,
    text: (channel, reason) =>
      `⚠️ ${channel} арнасына мәтін жіберуге рұқсат жоқ: ${reason}. Жазбалар суретімен бірге шығады, суреті жоғы күтіп тұрады. Маған хабар жіберу құқығын беріңіз; күніне бір рет қайталап көремін.`,
  },
  kindAllowed: {
    photo: (channel) => `✅ ${channel} арнасына сурет жіберуге қайтадан рұқсат бар.`,
    text: (channel) =>
      `✅ ${channel} арнасына мәтін жіберуге қайтадан рұқсат бар; күтіп тұрған жазбалар шығып жатыр.`,
  },
  databaseFails: (reason) =>
    `⛔️ Дерекқор жұмыс істемейді: ${reason}. Ол қалпына келгенше ештеңе жарияланбайды.`,
  databaseWell: '✅ Дерекқор қайта жұмыс істеп тұр.',
  silence: (gap, usual) =>
    `⚠️ Жұмыс уақытында ${gap} бойы жаңа мақала жоқ; әдеттегі ең ұзақ үзіліс – ${usual}. Дереккөздің жұмыс істеп тұрғанын тексеріңіз.`,
  silenceOver: '✅ Жаңа мақалалар қайта келіп жатыр.',
  diskSpaceShort: (free) =>
    `⚠️ Дерекқор тұрған дискіде небәрі ${free} бос орын қалды. Орын босатыңыз: диск толса, ештеңе жарияланбайды.`,
  diskSpaceEnough: '✅ Дерекқор тұрған дискіде қайтадан орын жеткілікті.',
  tooOld: (count, id, due, now) =>
    `⚠️ Бір сағат ішінде жариялауға тым ескі ${counts.kk.articles(count)} келді (MAX_AGE). Мысалы, ${id}: уақыты – ${due}, ал менің компьютерімнің сағаты ${now} деп тұр. Сағат қате болса, түзетіңіз: бұл мақалалар қайта қаралады.`,
  youngAgain: '✅ Жаңа мақалалар қайтадан уақытында келіп, жариялануда.',
  deskDeaf: (why, host) =>
    `⛔️ Редакторлардың командалары маған жетпей тұр: ${
      {
        poller: 'осы бот токенімен хабарламаларды басқа бағдарлама оқып жатыр. Оны тоқтатыңыз',
        webhook: `басқа бағдарлама ботқа вебхук орнатқан (${host}). Оны сол жақта өшіріп, мені қайта іске қосыңыз`,
        unreachable: 'жаңа хабарламалар сұралғанда Telegram жауап бермейді',
      }[why]
    }. Жаңалықтар бұрынғыша жарияланып жатыр.`,
  deskHears: '✅ Редакторлардың командалары маған қайтадан жетіп тұр.',
  settingsRefused: (mistake) => `⚠️ Жаңа баптаулар қабылданбады, бұрынғылары күшінде. ${mistake}`,
  settingsTaken: '✅ Баптаулар қайта ретке келді.',
  refused: (reason) =>
    `⚠️ Telegram бұл жазбаны қабылдамады: ${reason}. Ол шыққан жоқ; қалғандары шыға береді.`,
  entitiesRefused: (reason) =>
    `⚠️ Telegram бұл жазбаның безендірілуін қабылдамады: ${reason}. Ол қарапайым мәтін түрінде шығады.`,
  uncomposable: (reason) =>
    `⚠️ Бұл мақаладан жазба құрастыру мүмкін болмады: ${reason}. Ол өткізіп жіберілді.`,
  uncertain: (reason) =>
    `❓ Бұл жазбаның шыққан-шықпағаны белгісіз, тексере алмаймын: ${reason}. Арнаны қарап, шешім қабылдаңыз.`,
  stuck: (reason) =>
    `❓ Бұл жазбаны жіберу мүмкін болмай тұр: ${reason}. Ол кейінге қалдырылды, қалғандары шыға береді. Шешім қабылдаңыз.`,
  correctionRefused: (reason) =>
    `⚠️ Арнадағы жазбаны түзету мүмкін болмады: ${reason}. Оны қолмен түзетіңіз.`,
  pictureRefused: (reason) =>
    `⚠️ Telegram жаңа суретті қабылдамады: ${reason}. Мәтін түзетілді, сурет бұрынғысынша қалды.`,
  pictureLeftOut: (reason) => `⚠️ Бұл жазба суретсіз шықты: ${reason}.`,
  pictureStays: () =>
    '⚠️ Мақаладан сурет алып тасталды, бірақ Telegram шығып қойған жазбадан суретті алып тастауға мүмкіндік бермейді. Жазбаны қайтарып алып, қайта жариялай аламын; сонда қаралымдары, реакциялары мен сілтемелері жоғалады.',
  mediaLeftOut: (reason) => `⚠️ Бұл жазбада суреттердің, бейнелердің немесе файлдардың бәрі жоқ: ${reason}.`,
  mediaStay: () =>
    '⚠️ Мақаланың суреттері, бейнелері немесе файлдары өзгерді, бірақ бұл жазба олардың бәрін көрсете алмайды: Telegram ботқа жазбаға жаңасын қосуға да, альбомдағы суреттің орнына файл қоюға да мүмкіндік бермейді. Қалғаны түзетілді. Жазбаны қайтарып алып, қайта жариялай аламын; сонда қаралымдары, реакциялары мен сілтемелері жоғалады.',
  picturesFail: (channel, reason) =>
    `⚠️ ${channel} арнасында жазбалар суретсіз шығып жатыр: ${reason}. Жаңалықтар мәтін түрінде жарияланады. Суреттер қайта шыға бастағанда хабарлаймын.`,
  picturesWork: (channel) => `✅ ${channel} арнасында жазбалар қайтадан суретпен шығып жатыр.`,
  killRefused: (reason) => `⛔️ Жазбаны қайтарып алу мүмкін болмады: ${reason}. Оны қолмен өшіріңіз.`,
  mayStandTwice: (reason) =>
    `⚠️ Арнада осы жазбаның алдында артық көшірме тұруы мүмкін: ${reason}. Болса, оны қолмен өшіріңіз.`,
  nobodyAnswered: (command) =>
    `⌛️ Уақытында ешкім жауап бермеді, сондықтан жазба шықпады. Бәрібір жариялау үшін: ${command}`,
  several: {
    refused: (posts, reason) =>
      `⚠️ Telegram ${posts}ны қабылдамады: ${reason}. Олар шыққан жоқ; қалғандары шыға береді.`,
    entitiesRefused: (posts, reason) =>
      `⚠️ Telegram мәтіннің безендірілуін қабылдамады: ${reason}. ${posts} қарапайым мәтін түрінде шығады.`,
    uncomposable: (posts, reason) => `⚠️ ${posts} құрастырылмады: ${reason}. Олар өткізіп жіберілді.`,
    correctionRefused: (posts, reason) =>
      `⚠️ Арнадағы ${posts} түзетілмеді: ${reason}. Оларды қолмен түзетіңіз.`,
    pictureLeftOut: (posts, reason) => `⚠️ Суретсіз шыққаны: ${posts}. Себебі: ${reason}.`,
    pictureRefused: (posts, reason) =>
      `⚠️ Telegram жаңа суреттерді қабылдамады: ${reason}. Мәтін түзетілді, суреттер бұрынғысынша қалды (${posts}).`,
    killRefused: (posts, reason) => `⛔️ ${posts} қайтарып алынбады: ${reason}. Оларды қолмен өшіріңіз.`,
    mayStandTwice: (posts, reason) =>
      `⚠️ Арнада артық көшірмелер тұруы мүмкін (${posts}): ${reason}. Болса, оларды қолмен өшіріңіз.`,
  },
  andMore: (posts) => `… тағы ${posts}`,
  reasons: {
    noNumber: 'хабардың нөмірі белгісіз',
    notReadBack: 'ол шыққан болуы мүмкін, бірақ мұны тексеру мүмкін болмады',
    elsewhere: 'ол енді бұл арнаға жатпайтын чатта қалған',
    neverArrived: 'он әрекет жауапсыз қалды',
    noLogChat: 'оны тексеруге болатын қызметтік чат жоқ',
    wordless: 'оны тануға болатын бірде-бір сөз жоқ',
    protected: 'арнада көшіруге тыйым салынған',
    tooMany: 'ол тұруы мүмкін жерде хабар тым көп',
    lateCopy: 'оны бағдарламаның басқа процесі де жіберіп үлгерген',
    pictureNotFetched: 'суретті жүктеп алу мүмкін болмады',
    picturePrivate: 'сурет жабық желіде тұр, ал оның хосты PICTURES_FROM баптауында көрсетілмеген',
    pictureTooLarge: 'суреттің көлемі 10 МБ-тан асады',
    pictureTooWide: 'сурет тым үлкен немесе тым ұзын',
    pictureUnknown: 'бұл JPEG, PNG, WebP не GIF емес',
    fileNotFetched: 'файлды жүктеп алу мүмкін болмады',
    filePrivate: 'файл жабық желіде тұр, ал оның хосты PICTURES_FROM баптауында көрсетілмеген',
    fileTooLarge: 'файл Telegram қабылдайтын көлемнен үлкен',
    fileIsPage: 'оның мекенжайында файл емес, бет тұр',
    fileUnknown: 'файлдың түрі мақалада көрсетілгендей емес',
    noRoom: 'дискіде файлдарға орын жетпейді',
    tooManyMedia: 'Telegram бірге он шақтысын ғана, әрі бір альбомға сыятындарын ғана көрсетеді',
    upgraded: 'топ супертопқа айналды',
    topicDeleted:
      'топтағы тақырыбы өшірілген. Баптауларда (topic) басқа тақырыптың нөмірін көрсетіп, мені қайта іске қосыңыз',
    topicClosed:
      'топтағы тақырыбы жабық. Оны ашыңыз немесе маған тақырыптарды басқару құқығын беріп, /resume жіберіңіз',
    otherBot: 'оны басқа бот жіберген, мен өзгерте алмаймын',
    otherTopic: 'дәл осындай жазба топтың басқа тақырыбында шыққан болуы мүмкін',
  },
  uncertainButtons: { there: 'Арнада тұр', again: 'Қайта жіберу', drop: 'Жарияламау' },
  uncertainDecided: (decision, editor) => `✓ ${kk.uncertainButtons[decision]} – ${editor}`,
  decidedAlready: 'Шешім қабылданып қойған.',
  anewButton: 'Қайтарып алып, қайта жариялау',
  anewDecided: (editor) => `✓ ${kk.anewButton} – ${editor}`,
};

export const words: Readonly<Record<SpokenLanguage, Words>> = { en, ru, kk };

/** A reason in the language of the reader if it is one of ours. A text of Telegram stays as it is. */
export function reasonText(reason: string, language: SpokenLanguage): string {
  const names = Object.keys(ownReasons) as OwnReason[]; // it has no others
  const own = names.find((name) => ownReasons[name] === reason);
  return own === undefined ? reason : words[language].reasons[own];
}
