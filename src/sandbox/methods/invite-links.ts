import { findChat, has, requireMembership } from './access.ts';
import type { Call, Method } from './call.ts';
import { toInviteLink } from '../message-shape.ts';
import { badRequest } from '../shapes.ts';
import type { Chat, InviteLink } from '../state.ts';

export const inviteLinkMethods: Record<string, Method> = {
  createchatinvitelink: createChatInviteLink,
  revokechatinvitelink: revokeChatInviteLink,
};

/** A longer name is cut. Source: tdlib/td, DialogInviteLink.cpp */
const maxNameLength = 32;

function createChatInviteLink(call: Call) {
  const { bot, params, world } = call;
  const chat = findManaged(call);
  const name = Array.from(params.text('name').trim()).slice(0, maxNameLength).join('');
  const links = chat.inviteLinks ?? [];
  const link: InviteLink = { url: urlOf(chat, links.length), name, botId: bot.id, isRevoked: false };
  world.changeChat(chat.id, { inviteLinks: [...links, link] });
  return toInviteLink(world, link);
}

/** A link that is revoked already may be revoked again. */
function revokeChatInviteLink(call: Call) {
  const { bot, params, world } = call;
  const chat = findManaged(call);
  const url = params.text('invite_link');
  const links = chat.inviteLinks ?? [];
  const known = links.find((link) => link.url === url && link.botId === bot.id);
  if (known === undefined) throw badRequest('INVITE_HASH_EXPIRED');
  const revoked = { ...known, isRevoked: true };
  world.changeChat(chat.id, { inviteLinks: links.map((link) => (link === known ? revoked : link)) });
  return toInviteLink(world, revoked);
}

/** Source of the string: tdlib/td, DialogInviteLinkManager.cpp (`can_manage_dialog_invite_links`). */
function findManaged(call: Call): Chat {
  const chat = findChat(call);
  const standing = requireMembership(call, chat);
  if (chat.type === 'private') throw badRequest("can't create an invite link for a private chat");
  if (!has(standing, 'can_invite_users')) throw badRequest('not enough rights to manage chat invite link');
  return chat;
}

/** Telegram's own ends with a hash that says nothing either. */
function urlOf(chat: Chat, count: number): string {
  return `https://t.me/+${Buffer.from(`${chat.id}/${count}`).toString('base64url')}`;
}
