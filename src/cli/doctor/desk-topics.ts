import type { BotConfig } from '../../config/config.ts';
import { failureOf } from '../../deliver/telegram/failure.ts';
import type { Telegram } from '../../deliver/telegram/telegram.ts';
import { troubleOf } from './channels.ts';
import type { Finding } from './finding.ts';

/** Whether the topics of single channels are there, in a log chat that can be reached. Posts nothing. */
export async function* checkDeskTopics(
  api: Telegram['api'],
  {
    bot: { logChatId },
    channels,
  }: Pick<BotConfig, 'channels'> & { bot: Pick<BotConfig['bot'], 'logChatId'> },
): AsyncGenerator<Finding> {
  if (logChatId === null) return;
  for (const { deskTopic, name } of channels) {
    if (deskTopic === null) continue;
    const subject = `desk topic of ${name}`;
    try {
      await api.sendChatAction(logChatId, 'typing', { message_thread_id: deskTopic });
      yield { verdict: 'well', subject, text: `topic ${deskTopic} can be reached` };
    } catch (error) {
      const failure = failureOf(error);
      const isOurs = failure.kind === 'answer' && /thread not found|TOPIC_/i.test(failure.description);
      const text = isOurs
        ? `${failure.description}: the bot cannot write into topic ${deskTopic} of ${logChatId}; what is about ${name} stands outside of it. Reopen it, or set another desk_topic.`
        : troubleOf(failure);
      yield { verdict: 'wrong', subject, text };
    }
  }
}
