import { GrammyError, type Api } from 'grammy/web';
import type { Message } from '../news/post.ts';

/** A button under a message, and what it says to the bot when it is pressed; 64 bytes at most. */
export interface Button {
  text: string;
  data: string;
}

/** The chat in which editors are asked. Each call rejects when Telegram did not do it. */
export interface LogChat {
  /** Shows a post as it would look. @returns its number; null: Telegram takes it in none of its forms. */
  show(message: Message): Promise<number | null>;
  /** @returns the number of the question. */
  ask(text: string, buttons: Button[], replyTo: number | null): Promise<number>;
  /** The question gets its answer, and loses its buttons. */
  answer(questionId: number, text: string): Promise<void>;
}

/** The chat in which editors are asked about posts. */
export class TelegramLogChat implements LogChat {
  readonly #api: Api;
  readonly #chatId: string;

  constructor(api: Api, chatId: string) {
    this.#api = api;
    this.#chatId = chatId;
  }

  /** In the first of its forms that Telegram takes, as a channel would; without sound, a question follows. */
  async show(message: Message): Promise<number | null> {
    const quiet = { disable_notification: true };
    const html = { ...quiet, parse_mode: 'HTML' } as const;
    const { photo, previewUrl } = message;
    const preview =
      previewUrl === null ? { is_disabled: true } : { url: previewUrl, prefer_large_media: true };
    const forms: (() => Promise<{ message_id: number }>)[] = [
      () =>
        this.#api.sendMessage(this.#chatId, message.text.html, { ...html, link_preview_options: preview }),
      () => this.#api.sendMessage(this.#chatId, message.plain, quiet),
    ];
    if (photo !== null) {
      const caption = photo.caption.html;
      forms.unshift(() => this.#api.sendPhoto(this.#chatId, photo.url, { ...html, caption }));
    }
    for (const send of forms) {
      try {
        return (await send()).message_id;
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
    }
    return null;
  }

  async ask(text: string, buttons: Button[], replyTo: number | null): Promise<number> {
    const keyboard = buttons.map((button) => ({ text: button.text, callback_data: button.data }));
    const sent = await this.#api.sendMessage(this.#chatId, text, {
      reply_markup: { inline_keyboard: [keyboard] },
      ...(replyTo === null
        ? {}
        : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }),
    });
    return sent.message_id;
  }

  /** An edit without a keyboard takes the keyboard away. A question that somebody deleted needs no answer. */
  async answer(questionId: number, text: string): Promise<void> {
    try {
      await this.#api.editMessageText(this.#chatId, questionId, text);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 400;
}
