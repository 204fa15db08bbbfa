/** A post's public address. Source: https://core.telegram.org/api/links#message-links */
export function linkOf(sent: { messageId: number; chatId: string; username: string | null }): string | null {
  if (sent.username !== null) return `https://t.me/${sent.username}/${sent.messageId}`;
  return sent.chatId.startsWith('-100') ? `https://t.me/c/${sent.chatId.slice(4)}/${sent.messageId}` : null;
}

/** The parts of a chat's address; its @name is known only if the address is one. */
export function chatOf(chatId: string): { chatId: string; username: string | null } {
  return { chatId, username: chatId.startsWith('@') ? chatId.slice(1) : null };
}
