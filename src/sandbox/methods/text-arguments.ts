import { entityProblem, readFormattedText } from '../html/formatted-text.ts';
import { asRecord, flagField, integerField, textField, type Params } from '../http/params.ts';
import { badRequest, type FormattedText, type MessageEntity, type PreviewOptions } from '../shapes.ts';
import { countCodePoints } from '../html/text-cleaning.ts';

/** In code points. Source: core.telegram.org/bots/api#sendmessage */
export const maxTextLength = 4_096;
export const maxCaptionLength = 1_024;

/** The text of an argument, parsed and cleaned; '' if it is missing or nothing visible is left. */
export function readText(params: Params, field: 'text' | 'caption'): FormattedText {
  const entitiesField = field === 'text' ? 'entities' : 'caption_entities';
  return readFormattedText(
    params.text(field),
    params.text('parse_mode'),
    readEntities(params, entitiesField),
  );
}

/** The caption of an InputMedia object. */
export function readCaptionOf(media: Record<string, unknown>): FormattedText {
  return readFormattedText(
    textField(media, 'caption'),
    textField(media, 'parse_mode'),
    toEntities(media['caption_entities']),
  );
}

/** A check that Telegram leaves to its server, so it comes after all others. */
export function checkEntitiesOnServer({ entities }: FormattedText): void {
  const problem = entityProblem(entities);
  if (problem !== null) throw badRequest(problem);
}

export function isTooLong({ text }: FormattedText, limit: number): boolean {
  return text.length > limit && countCodePoints(text) > limit;
}

function readEntities(params: Params, field: string): MessageEntity[] {
  return toEntities(params.json(field, "can't parse entities JSON object"));
}

function toEntities(value: unknown): MessageEntity[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest("can't parse entities: expected an Array");
  return value.flatMap((item: unknown) => {
    const entity = asRecord(item);
    if (entity === null) throw badRequest("can't parse entities: expected an Object");
    const type = textField(entity, 'type');
    if (type === '') throw badRequest('can\'t parse entities: Can\'t find field "type"');
    const base = { type, offset: integerField(entity, 'offset'), length: integerField(entity, 'length') };
    const url = textField(entity, 'url');
    const language = textField(entity, 'language');
    // An entity that begins before the text is ignored. Source: tdlib/td, MessageEntity.cpp (`get_message_entities`)
    if (automatic.has(type) || base.offset < 0 || base.length <= 0) return [];
    return [{ ...base, ...(url === '' ? {} : { url }), ...(language === '' ? {} : { language }) }];
  });
}

/** Telegram finds these itself and ignores them in a request. Source: tdlib/td, MessageEntity.cpp (`get_message_entities`) */
const automatic = new Set('mention hashtag cashtag bot_command url email phone_number'.split(' '));

/** Source: tdlib/telegram-bot-api, Client.cpp (`get_link_preview_options`). */
export function readPreviewOptions(params: Params): PreviewOptions | null {
  const problem = "can't parse link preview options JSON object";
  const value = params.json('link_preview_options', problem);
  if (value === undefined || value === null) {
    return params.flag('disable_web_page_preview') ? { is_disabled: true } : null;
  }
  const options = asRecord(value);
  if (options === null) throw badRequest('Object expected as link preview options');
  if (flagField(options, 'is_disabled')) return { is_disabled: true };
  const url = textField(options, 'url');
  const read: PreviewOptions = url === '' ? {} : { url };
  for (const name of ['prefer_small_media', 'prefer_large_media', 'show_above_text'] as const) {
    if (flagField(options, name)) read[name] = true;
  }
  return Object.keys(read).length === 0 ? null : read;
}

export interface ReplyParameters {
  messageId: number;
  isOptional: boolean;
}

/** Null: not a reply. Replies to other chats are not supported; they count as replies to this chat. */
export function readReplyParameters(params: Params): ReplyParameters | null {
  const value = params.json('reply_parameters', "can't parse reply parameters JSON object");
  if (value === undefined || value === null) {
    const messageId = params.integer('reply_to_message_id');
    return messageId > 0 ? { messageId, isOptional: params.flag('allow_sending_without_reply') } : null;
  }
  const reply = asRecord(value);
  if (reply === null) throw badRequest('Object expected as reply parameters');
  const messageId = integerField(reply, 'message_id');
  return messageId > 0 ? { messageId, isOptional: flagField(reply, 'allow_sending_without_reply') } : null;
}
