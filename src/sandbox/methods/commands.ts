import { findChat } from './access.ts';
import type { Call, Method } from './call.ts';
import { asRecord, textField } from '../http/params.ts';
import { badRequest } from '../shapes.ts';
import type { Command } from '../state.ts';
import { countCodePoints } from '../html/text-cleaning.ts';

/** Source: tdlib/td, BotCommand.cpp; core.telegram.org/bots/api#setmycommands */
export const commandMethods: Record<string, Method> = {
  setmycommands: setMyCommands,
  getmycommands: getMyCommands,
  deletemycommands: deleteMyCommands,
};

const maxCommands = 100;
const maxCommandLength = 32;
const maxDescriptionLength = 256;

function setMyCommands(call: Call): true {
  const given = call.params.json('commands', "can't parse commands JSON object");
  if (!Array.isArray(given)) throw badRequest("can't parse list of bot commands: expected an Array");
  if (given.length > maxCommands) throw badRequest('too many commands specified');
  const commands = given.map(readCommand);
  return keepCommands(call, commands);
}

function getMyCommands(call: Call): Command[] {
  return call.world.state.commands.get(`${call.bot.id} ${readKey(call)}`) ?? [];
}

function deleteMyCommands(call: Call): true {
  return keepCommands(call, []);
}

function keepCommands(call: Call, commands: Command[]): true {
  call.world.state.record({ kind: 'commands', botId: call.bot.id, key: readKey(call), commands });
  call.world.feed.settingsChanged();
  return true;
}

function readCommand(value: unknown): Command {
  const record = asRecord(value);
  if (record === null) throw badRequest("can't parse list of bot commands: expected an Object");
  const command = textField(record, 'command').trim().replace(/^\//, '');
  const description = textField(record, 'description').trim();
  if (command === '') throw badRequest('command must be non-empty');
  if (countCodePoints(command) > maxCommandLength) {
    throw badRequest(`command length must not exceed ${maxCommandLength}`);
  }
  if (!/^[a-z0-9_]+$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  if (description === '') throw badRequest('command description must be non-empty');
  if (countCodePoints(description) > maxDescriptionLength) {
    throw badRequest(`command description length must not exceed ${maxDescriptionLength}`);
  }
  return { command, description };
}

const plainScopes = new Set(['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators']);
const chatScopes = new Set(['chat', 'chat_administrators', 'chat_member']);

/** Scope and language as one key without spaces. */
function readKey(call: Call): string {
  const language = call.params.text('language_code');
  if (!/^([a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified');
  const value = call.params.json('scope', "can't parse BotCommandScope JSON object");
  if (value === undefined || value === null) return `default/${language}`;
  const scope = asRecord(value);
  if (scope === null) throw badRequest("can't parse BotCommandScope: BotCommandScope must be an Object");
  const type = textField(scope, 'type');
  if (plainScopes.has(type)) return `${type}/${language}`;
  if (!chatScopes.has(type)) throw badRequest("can't parse BotCommandScope: unsupported type specified");
  const params = call.params.withText('chat_id', textField(scope, 'chat_id'));
  const chat = findChat({ ...call, params });
  return `${type}:${chat.id}:${textField(scope, 'user_id')}/${language}`;
}
