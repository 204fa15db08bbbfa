/** A post's public address. Source: https://core.telegram.org/api/links#message-links */
export function linkOf(sent: { messageId: number; chatId: string; username: string | null }): string | null {
  if (sent.username !== null) return `https://t.me/${sent.username}/${sent.messageId}`;
  return sent.chatId.startsWith('-100') ? `https://t.me/c/${sent.chatId.slice(4)}/${sent.messageId}` : null;
}
